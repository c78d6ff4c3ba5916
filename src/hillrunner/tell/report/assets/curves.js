// Draws the plots of a page that has no runner to play.
plots();
document.documentElement.dataset.ready = "1";
