"use strict";
// Filters, keys and the note on a cut. Text is only ever set as text, never as markup.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const form = $("#filters"), search = $("#search"), found = $("#found"), tip = $("#tip");
  const selects = all("select", form);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Each document once: its words, and its cuts with what the filters ask of them.
  const pages = all(".document").map((node) => ({
    node,
    words: node.textContent.toLowerCase(),
    cuts: all(".cuts li", node).map((row) => ({
      row,
      data: row.dataset,
      number: document.getElementById(row.id.replace("-c", "-t")),
      pieces: all(`del[data-cut="${row.id}"]`, node),
      on: true,
    })),
  }));

  function apply() {
    const want = Object.fromEntries(selects.map((one) => [one.dataset.filter, one.value]));
    const words = search.value.trim().toLowerCase();
    const asked = want.kind || want.rule || want.reason;
    let shown = 0, cuts = 0;
    for (const page of pages) {
      let on = 0;
      for (const cut of page.cuts) {
        cut.on = ["kind", "rule", "reason"].every((key) => !want[key] || cut.data[key] === want[key]);
        on += cut.on;
        for (const node of [...cut.pieces, cut.number, cut.row]) node?.classList.toggle("off", !cut.on);
      }
      const fits = (!want.site || page.node.dataset.site === want.site)
        && (!want.status || page.node.dataset.status === want.status)
        && (!asked || on > 0) && (!words || page.words.includes(words));
      page.node.hidden = !fits;
      shown += fits;
      cuts += fits ? on : 0;
    }
    const some = asked || words || want.site || want.status;
    found.textContent = `${shown} document${shown === 1 ? "" : "s"}, ${cuts} cut${cuts === 1 ? "" : "s"}`;
    $("#reset").hidden = !some;
    $("#nothing").hidden = shown > 0;
    highlight(words);
  }

  function highlight(words) {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("search");
    if (words.length < 2) return;
    const ranges = [];
    for (const page of pages) {
      if (page.node.hidden) continue;
      const walk = document.createTreeWalker(page.node, NodeFilter.SHOW_TEXT);
      while (walk.nextNode() && ranges.length < 2000) {
        const text = walk.currentNode.data.toLowerCase();
        if (text.length !== walk.currentNode.data.length) continue;
        for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
          const range = new Range();
          range.setStart(walk.currentNode, at);
          range.setEnd(walk.currentNode, at + words.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("search", new Highlight(...ranges));
  }

  // Moving: from cut to cut and from document to document among those that the filters leave.
  let cutAt = null, pageAt = null;
  function reveal(node) {
    for (let up = node.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  }
  function go(node) {
    reveal(node);
    node.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    node.focus({ preventScroll: true });
  }
  function step(list, here, by) {
    if (!list.length) return null;
    const at = list.indexOf(here);
    return list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length];
  }
  function shownPages() { return pages.filter((page) => !page.node.hidden); }
  function moveCut(by) {
    const clean = document.body.dataset.view === "clean";
    const list = shownPages().flatMap((page) => page.cuts.filter((cut) => cut.on && cut.number));
    // After a move to another document, go on from there and not from where the last cut was.
    if (pageAt && !(cutAt && pageAt.node.contains(cutAt.number))) {
      const later = list.filter((cut) => pageAt.node.contains(cut.number)
        || pageAt.node.compareDocumentPosition(cut.number) & Node.DOCUMENT_POSITION_FOLLOWING);
      cutAt = by > 0 ? later[0] : list[list.length - later.length - 1];
      cutAt ??= step(list, null, by);
    } else cutAt = step(list, cutAt, by);
    if (!cutAt) return;
    pageAt = pages.find((page) => page.node.contains(cutAt.number));
    if (clean) setView("cuts");
    go(cutAt.number);
    // Said here too: a window that is not in front moves its focus without telling.
    note(cutAt.number);
  }
  function movePage(by) {
    pageAt = step(shownPages(), pageAt, by);
    if (!pageAt) return;
    cutAt = null;
    pageAt.node.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    pageAt.node.focus({ preventScroll: true });
  }
  function setView(view) {
    document.body.dataset.view = view;
    $(`input[name="view"][value="${view}"]`).checked = true;
  }

  // The note: the kind, rule and reason of a cut, read off its row in the document's list.
  function note(target) {
    const id = target.closest("del.cut")?.dataset.cut ?? target.closest("a.no")?.hash.slice(1);
    const row = id && document.getElementById(id);
    tip.hidden = !row;
    if (!row) return;
    const part = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
    const why = [...all(".why, li", row)].slice(0, 4).map((one) => part("span", one.textContent));
    tip.replaceChildren(part("b", `${row.value} · ${$(".chip", row).textContent}`), part("code", row.dataset.rule), ...why);
    const box = target.getClientRects()[0] ?? target.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const below = box.bottom + 8 + size.height < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
    tip.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - size.height - 8)}px`;
  }
  document.addEventListener("mouseover", (event) => note(event.target));
  document.addEventListener("focusin", (event) => note(event.target));
  document.addEventListener("focusout", () => { tip.hidden = true; });
  document.addEventListener("scroll", () => {
    if (!document.activeElement?.matches("a.no")) tip.hidden = true;
    else note(document.activeElement);
  }, { passive: true });

  const moves = { n: () => moveCut(1), p: () => moveCut(-1), j: () => movePage(1), k: () => movePage(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tip.hidden = true;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (Object.hasOwn(moves, event.key)) { event.preventDefault(); moves[event.key](); }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.no, a.back");
    const goal = link && document.getElementById(link.hash.slice(1));
    if (!goal) return;
    event.preventDefault();
    if (link.matches(".back") && document.body.dataset.view === "clean") setView("cuts");
    go(goal);
  });
  for (const button of all("[data-move]")) button.addEventListener("click", () => moves[button.dataset.move]());
  for (const select of selects) select.addEventListener("change", apply);
  let soon;
  search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(apply, 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  for (const radio of all("input[name=view]")) radio.addEventListener("change", () => setView(radio.value));
  $("#items").addEventListener("change", (event) => {
    document.body.classList.toggle("show-items", event.target.checked);
    if (event.target.checked && matchMedia("screen and (max-width: 52rem)").matches) setView("clean");
  });
  $("#reset").addEventListener("click", () => {
    for (const select of selects) select.value = "";
    search.value = "";
    apply();
  });
  window.addEventListener("hashchange", () => {
    const goal = document.getElementById(location.hash.slice(1));
    if (goal) reveal(goal);
  });
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => { for (const one of opened) one.open = false; });

  if (matchMedia("screen and (max-width: 52rem)").matches) setView("cuts");
  form.hidden = false;
  apply();
  document.documentElement.dataset.ready = "yes";
})();
