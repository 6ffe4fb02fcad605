"""Every kind of cut, in ten languages, on plain-text pages and on pages with markup.

The lines are as sites write them and stand below an article in their language; on the HTML page
they stand in elements whose names say nothing, so that their words alone can tell what they are.
"""

from __future__ import annotations

import pytest

from cleaners import clean
from curette.extract import extract
from curette.model import Document, RawPage

PROSE = {
    "en": (
        "A cramp is a sudden, painful tightening of a muscle that lasts for a few minutes at most.",
        "Stretching the calf ends it, and a warm cloth helps with the soreness on the day after.",
    ),
    "de": (
        "Ein Krampf ist ein plötzliches, schmerzhaftes Zusammenziehen eines Muskels, das nach ein "
        "paar Minuten vorbei ist.",
        "Wer die Wade dehnt, beendet ihn, und ein warmes Tuch lindert den Schmerz am Tag danach.",
    ),
    "fr": (
        "Une crampe est une contraction soudaine et douloureuse d'un muscle, qui dure quelques "
        "minutes au plus.",
        "Étirer le mollet y met fin, et un linge chaud soulage la douleur qui reste le lendemain.",
    ),
    "es": (
        "Un calambre es una contracción repentina y dolorosa de un músculo, que dura unos minutos "
        "como mucho.",
        "Estirar la pantorrilla lo termina, y un paño caliente alivia el dolor que queda después.",
    ),
    "it": (
        "Un crampo è una contrazione improvvisa e dolorosa di un muscolo, che dura al massimo "
        "qualche minuto.",
        "Allungare il polpaccio lo fa passare, e un panno caldo allevia il dolore del giorno dopo.",
    ),
    "nl": (
        "Een kramp is een plotselinge, pijnlijke samentrekking van een spier die hooguit een paar "
        "minuten duurt.",
        "Wie de kuit rekt maakt er een einde aan, en een warme doek helpt tegen de pijn daarna.",
    ),
    "pl": (
        "Skurcz to nagłe i bolesne napięcie mięśnia, które trwa najwyżej kilka minut i nie jest "
        "groźne.",
        "Rozciąganie łydki przerywa skurcz, a ciepły okład łagodzi ból, który zostaje następnego "
        "dnia.",
    ),
    "pt": (
        "Uma cãibra é uma contração súbita e dolorosa de um músculo, que dura alguns minutos no "
        "máximo.",
        "Alongar a panturrilha acaba com ela, e um pano quente alivia a dor que fica no dia "
        "seguinte.",
    ),
    "ja": (
        "こむら返りは、筋肉が急に縮んで痛むことで、長くても数分でおさまります。",
        "ふくらはぎを伸ばすと止まり、翌日の痛みには温かいタオルが効きます。",
    ),
    "zh": (
        "抽筋是肌肉突然收缩并且疼痛的现象，最多持续几分钟就会过去。",
        "拉伸小腿可以让它停止，第二天的酸痛可以用热毛巾来缓解。",
    ),
}
ENTRY = "Otter A, Heron B. Rest and repair. J Pond Med. 2019;12(3):44-51."
LINES: dict[str, dict[str, tuple[str, ...]]] = {
    "consent": {
        "en": ("We use cookies to make this site work and to count visits.",),
        "de": ("Wir verwenden Cookies, um Inhalte und Anzeigen zu personalisieren.",),
        "fr": ("Nous utilisons des cookies pour améliorer votre expérience.",),
        "es": ("Utilizamos cookies propias y de terceros para mejorar nuestros servicios.",),
        "it": ("Questo sito utilizza i cookie per migliorare la tua esperienza.",),
        "nl": ("Wij gebruiken cookies om onze website te verbeteren.",),
        "pl": ("Ta strona używa plików cookie, aby poprawić jej działanie.",),
        "pt": ("Utilizamos cookies para melhorar a sua experiência.",),
        "ja": ("当サイトでは利便性の向上のためにクッキーを使用しています。",),
        "zh": ("我们使用Cookie来改善您的浏览体验。",),
    },
    "advert": {
        "en": ("Advertisement",), "de": ("Anzeige",), "fr": ("Publicité",), "es": ("Publicidad",),
        "it": ("Pubblicità",), "nl": ("Advertentie",), "pl": ("Reklama",), "pt": ("Publicidade",),
        "ja": ("広告",), "zh": ("广告",),
    },
    "menu": {
        "en": ("Privacy Policy", "Terms of Use", "Contact Us"),
        "de": ("Impressum", "Datenschutz", "Kontakt"),
        "fr": ("Mentions légales", "Plan du site", "Contact"),
        "es": ("Aviso legal", "Política de privacidad", "Contacto"),
        "it": ("Note legali", "Informativa sulla privacy", "Contatti"),
        "nl": ("Privacyverklaring", "Algemene voorwaarden", "Contact"),
        "pl": ("Polityka prywatności", "Regulamin", "Kontakt"),
        "pt": ("Política de privacidade", "Termos de uso", "Contato"),
        "ja": ("プライバシーポリシー", "利用規約", "お問い合わせ"),
        "zh": ("隐私政策", "使用条款", "联系我们"),
    },
    "share_bar": {
        "en": ("Share this article",), "de": ("Artikel teilen",), "fr": ("Partager cet article",),
        "es": ("Compartir en Facebook",), "it": ("Condividi su Facebook",),
        "nl": ("Deel dit artikel",), "pl": ("Udostępnij na Facebooku",),
        "pt": ("Compartilhar no Facebook",), "ja": ("この記事をシェアする",), "zh": ("分享到微博",),
    },
    "teaser": {
        "en": ("Read more",), "de": ("Weiterlesen",), "fr": ("Lire la suite",),
        "es": ("Leer más",), "it": ("Leggi tutto",), "nl": ("Lees meer",),
        "pl": ("Czytaj więcej",), "pt": ("Leia mais",), "ja": ("続きを読む",), "zh": ("阅读全文",),
    },
    "related": {
        "en": ("Related articles",), "de": ("Ähnliche Artikel",), "fr": ("Articles similaires",),
        "es": ("Artículos relacionados",), "it": ("Articoli correlati",),
        "nl": ("Gerelateerde artikelen",), "pl": ("Podobne artykuły",),
        "pt": ("Artigos relacionados",), "ja": ("関連記事",), "zh": ("相关文章",),
    },
    "comments": {
        "en": ("3 Comments",), "de": ("3 Kommentare",), "fr": ("3 commentaires",),
        "es": ("3 comentarios",), "it": ("3 commenti",), "nl": ("3 reacties",),
        "pl": ("3 komentarze",), "pt": ("3 comentários",), "ja": ("コメント 3件",),
        "zh": ("3条评论",),
    },
    "comment_form": {
        "en": ("Leave a comment",), "de": ("Schreibe einen Kommentar",),
        "fr": ("Laisser un commentaire",), "es": ("Deja un comentario",),
        "it": ("Lascia un commento",), "nl": ("Plaats een reactie",), "pl": ("Dodaj komentarz",),
        "pt": ("Deixe um comentário",), "ja": ("コメントを残す",), "zh": ("发表评论",),
    },
    "form": {
        "en": ("Enter your e-mail address",), "de": ("E-Mail-Adresse eingeben",),
        "fr": ("Saisissez votre adresse e-mail",),
        "es": ("Introduce tu correo electrónico",), "it": ("Inserisci il tuo indirizzo e-mail",),
        "nl": ("Vul je e-mailadres in",), "pl": ("Wpisz swój adres e-mail",),
        "pt": ("Digite o seu e-mail",), "ja": ("メールアドレスを入力してください",),
        "zh": ("请输入您的邮箱",),
    },
    "caption": {
        "en": ("Photo: Ann Otter/Duckpond Press",), "de": ("Foto: Anna Otter/Teichpresse",),
        "fr": ("Photo : Anne Loutre/Agence Étang",), "es": ("Foto: Ana Nutria/Agencia Lago",),
        "it": ("Foto: Anna Lontra/Agenzia Stagno",), "nl": ("Foto: Anna Otter/Vijverpers",),
        "pl": ("Fot. Anna Wydra/Agencja Staw",), "pt": ("Foto: Ana Lontra/Agência Lago",),
        "ja": ("写真：池田花子／池通信",), "zh": ("图片来源：池塘社",),
    },
    "byline": {
        "en": ("By Ann Otter, 3 May 2020",), "de": ("Von Anna Otter, 3. Mai 2020",),
        "fr": ("Par Anne Loutre, le 3 mai 2020",), "es": ("Por Ana Nutria, 3 de mayo de 2020",),
        "it": ("Di Anna Lontra, 3 maggio 2020",), "nl": ("Door Anna Otter, 3 mei 2020",),
        "pl": ("Autor: Anna Wydra, 3 maja 2020",), "pt": ("Por Ana Lontra, 3 de maio de 2020",),
        "ja": ("文：池田花子 2020年5月3日",), "zh": ("作者：池小花 2020年5月3日",),
    },
    "newsletter": {
        "en": ("Subscribe to our newsletter",), "de": ("Newsletter abonnieren",),
        "fr": ("Abonnez-vous à notre newsletter",), "es": ("Suscríbete a nuestro boletín",),
        "it": ("Iscriviti alla nostra newsletter",),
        "nl": ("Meld je aan voor onze nieuwsbrief",), "pl": ("Zapisz się do newslettera",),
        "pt": ("Assine a nossa newsletter",), "ja": ("メールマガジンに登録する",),
        "zh": ("订阅我们的电子邮件通讯",),
    },
    "disclaimer": {
        "en": ("This article is not a substitute for professional medical advice.",),
        "de": ("Dieser Artikel ersetzt nicht die Beratung durch einen Arzt.",),
        "fr": ("Cet article ne remplace pas une consultation médicale.",),
        "es": ("Este artículo no sustituye la consulta con un médico.",),
        "it": ("Questo articolo non sostituisce il parere del medico.",),
        "nl": ("Dit artikel vervangt niet het advies van een arts.",),
        "pl": ("Ten artykuł nie zastępuje porady lekarza.",),
        "pt": ("Este artigo não substitui a consulta com um médico.",),
        "ja": ("この記事は情報提供を目的としており、医師の診断に代わるものではありません。",),
        "zh": ("本文仅供参考，不能代替医生的诊断。",),
    },
    "hashtags": dict.fromkeys(PROSE, ("#calf #cramps #sleep",)),
    "tag_list": {
        "en": ("Tags: calf, cramps, sleep",), "de": ("Schlagwörter: Wade, Krampf, Schlaf",),
        "fr": ("Mots-clés : mollet, crampe, sommeil",),
        "es": ("Etiquetas: pantorrilla, calambre, sueño",),
        "it": ("Tag: polpaccio, crampo, sonno",), "nl": ("Tags: kuit, kramp, slaap",),
        "pl": ("Tagi: łydka, skurcz, sen",), "pt": ("Tags: panturrilha, cãibra, sono",),
        "ja": ("タグ：ふくらはぎ、睡眠",), "zh": ("标签：小腿、睡眠",),
    },
    "pagination": {
        "en": ("Next page",), "de": ("Nächste Seite",), "fr": ("Page suivante",),
        "es": ("Página siguiente",), "it": ("Pagina successiva",), "nl": ("Volgende pagina",),
        "pl": ("Następna strona",), "pt": ("Próxima página",), "ja": ("次のページ",),
        "zh": ("下一页",),
    },
    "citations": {
        "en": ("References", ENTRY), "de": ("Quellen", ENTRY), "fr": ("Références", ENTRY),
        "es": ("Referencias", ENTRY), "it": ("Bibliografia", ENTRY), "nl": ("Bronnen", ENTRY),
        "pl": ("Bibliografia", ENTRY), "pt": ("Referências", ENTRY), "ja": ("参考文献", ENTRY),
        "zh": ("参考文献", ENTRY),
    },
    "copyright": {
        "en": ("© 2020 Otter Clinic. All rights reserved.",),
        "de": ("© 2020 Otterklinik. Alle Rechte vorbehalten.",),
        "fr": ("© 2020 Clinique Loutre. Tous droits réservés.",),
        "es": ("© 2020 Clínica Nutria. Todos los derechos reservados.",),
        "it": ("© 2020 Clinica Lontra. Tutti i diritti riservati.",),
        "nl": ("© 2020 Otterkliniek. Alle rechten voorbehouden.",),
        "pl": ("© 2020 Klinika Wydra. Wszelkie prawa zastrzeżone.",),
        "pt": ("© 2020 Clínica Lontra. Todos os direitos reservados.",),
        "ja": ("© 2020 かわうそ病院 無断転載を禁じます",),
        "zh": ("© 2020 水獭诊所 版权所有",),
    },
}  # fmt: skip
CASES = [(kind, language) for kind, lines in LINES.items() for language in lines]


def kinds(document: Document, lines: tuple[str, ...]) -> set[str]:
    """Return the kinds under which the lines were struck; `kept` where they were not."""
    found = set()
    for line in lines:
        start = document.text.index(line)
        cuts = [c for c in document.ledger if c.start < start + len(line) and start < c.end]
        found |= {cut.kind for cut in cuts} or {"kept"}
    return found - {"layout"}  # a heading whose list was struck


def prose_stands(document: Document, language: str) -> bool:
    return all(line in document.clean_text for line in PROSE[language])


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_in_plain_text(kind: str, language: str) -> None:
    first, second = PROSE[language]
    text = "\n\n".join([first, second, f"{second} {first}", *LINES[kind][language]])
    document = clean(extract(RawPage("p", text.encode(), "p.txt", None, "text/plain")))
    assert kinds(document, LINES[kind][language]) == {kind}


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_in_html(kind: str, language: str) -> None:
    first, second = PROSE[language]
    below = "".join(f"<p>{line}</p>" for line in LINES[kind][language])
    html = (
        f"<html lang={language}><body><div class=a><p>{first}</p><p>{second}</p>"
        f"<p>{second} {first}</p></div><div class=b>{below}</div></body></html>"
    )
    document = clean(extract(RawPage("p", html.encode(), "p.html", None, "text/html")))
    assert kinds(document, LINES[kind][language]) == {kind}
    assert prose_stands(document, language)
