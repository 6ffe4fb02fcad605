"""How the model is made: nothing here runs when a page is read."""
