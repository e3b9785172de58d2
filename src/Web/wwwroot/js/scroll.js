// A list that grows at its end, such as a conversation, stays at its end unless the reader has scrolled up.
const near = 160;

export function scrollToEnd(id) {
  const list = document.getElementById(id);
  if (list && list.scrollHeight - list.scrollTop - list.clientHeight < Math.max(near, list.clientHeight)) list.scrollTop = list.scrollHeight;
}
