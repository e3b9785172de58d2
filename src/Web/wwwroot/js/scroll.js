// The page scrolls inside the frame, so that no browser takes it back to the top for the next page.
export function scrollToTop(id) {
  const page = document.getElementById(id);
  if (page) page.scrollTop = 0;
}

// A list that grows at its end, such as a conversation, stays at its end unless the reader has scrolled up.
const near = 200;

export function scrollToEnd(id, always) {
  const list = document.getElementById(id);
  if (list && (always || list.scrollHeight - list.scrollTop - list.clientHeight < near)) list.scrollTop = list.scrollHeight;
}
