// Keeps a panel that fills the screen above the keyboard of a phone, which
// covers the page without resizing it.

// Sets --view-top and --view-height on `panel` until the returned function is
// called.
export function followViewport(panel: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => {};
  const follow = () => {
    // Pinched open, the page is larger than what is seen of it; leave it.
    if (view.scale > 1.01) return;
    panel.style.setProperty('--view-top', `${view.offsetTop}px`);
    panel.style.setProperty('--view-height', `${view.height}px`);
  };
  view.addEventListener('resize', follow);
  view.addEventListener('scroll', follow);
  follow();
  return () => {
    view.removeEventListener('resize', follow);
    view.removeEventListener('scroll', follow);
  };
}
