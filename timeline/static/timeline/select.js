// Words that a curator selects in an article, and the button that makes an event of them. Only a curator's pages load
// this; a visitor's know nothing of it. An article says by `data-desk` where its desk is, and by `data-start` at which
// code point of the text each of its paragraphs begins.
(() => {
  "use strict";

  const LONGEST = 4000; // code points; a passage is a sentence or a few, and an address has its limits
  const MARGIN = "[data-unsaid], .number"; // what stands in an article without being its words
  let button = null;
  let selected = null;
  let wait = 0;

  const length = (text) => [...text].length;

  // How many code points of the article's own words stand in `paragraph` before a point of the document.
  const before = (paragraph, node, offset) => {
    const range = document.createRange();
    range.setStart(paragraph, 0);
    range.setEnd(node, offset);
    const words = range.cloneContents();
    for (const each of words.querySelectorAll(MARGIN)) each.remove();
    return length(words.textContent);
  };

  const paragraphOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-start]");

  // One end of a selection as a code point of the text; null where it lies outside of every paragraph.
  const place = (article, node, offset, isEnd) => {
    let paragraph = paragraphOf(node);
    if (!paragraph) {
      // Between paragraphs, as when a third click takes a whole one: the selection ends where the next begins.
      const child = node.childNodes[isEnd ? offset - 1 : offset];
      paragraph = child?.nodeType === Node.ELEMENT_NODE ? child.closest("[data-start]") : null;
      if (!paragraph || !article.contains(paragraph)) return null;
      [node, offset] = isEnd ? [paragraph, paragraph.childNodes.length] : [paragraph, 0];
    }
    return Number(paragraph.dataset.start) + before(paragraph, node, offset);
  };

  // What is selected in an article: its element, the words, and where they stand in its text; null for nothing.
  const selection = () => {
    const chosen = getSelection();
    if (!chosen?.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const within = range.commonAncestorContainer;
    const article = (within.nodeType === Node.ELEMENT_NODE ? within : within.parentElement)?.closest("[data-desk]");
    if (!article) return null;
    const start = place(article, range.startContainer, range.startOffset, false);
    const stop = place(article, range.endContainer, range.endOffset, true);
    if (start === null || stop === null) return null;
    const copy = range.cloneContents();
    for (const each of copy.querySelectorAll(MARGIN)) each.remove();
    const blocks = [...copy.querySelectorAll("[data-start]")];
    const words = blocks.length ? blocks.map((each) => each.textContent).join("\n\n") : copy.textContent;
    const text = words.trim();
    if (!text || length(text) > LONGEST) return null;
    // White space at the ends of a selection is a slip of the hand.
    const first = start + length(words) - length(words.trimStart());
    return { article, text, start: first, stop: Math.max(first + 1, stop - (length(words) - length(words.trimEnd()))), range };
  };

  const hide = () => {
    button?.remove();
    button = selected = null;
  };

  const show = () => {
    const found = selection();
    if (!found) {
      // The click on the button takes the selection away on some screens, before it is a click.
      if (!button?.matches(":hover, :focus, :active")) hide();
      return;
    }
    selected = found;
    if (!button) {
      button = document.createElement("a");
      button.className = "from-selection";
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", (event) => {
        const { start, stop, text, article } = selected;
        const detail = { start, stop, text, article };
        const asked = new CustomEvent("sourceline:words", { detail, bubbles: true, cancelable: true });
        if (!document.dispatchEvent(asked)) event.preventDefault();
        getSelection().removeAllRanges();
        hide();
      });
    }
    const { article, start, stop, range } = found;
    button.textContent = article.dataset.deskTakes || article.dataset.deskSays;
    const address = new URL(article.dataset.desk, location.href);
    address.searchParams.set("start", start);
    address.searchParams.set("stop", stop);
    button.href = address;
    article.after(button);
    // Below the last of the words, and within the window whatever its width.
    const box = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
    const room = document.documentElement.clientWidth - button.offsetWidth - 8;
    button.style.top = `${Math.max(8, Math.min(box.bottom + 8, innerHeight - button.offsetHeight - 8))}px`;
    button.style.left = `${Math.max(8, Math.min(box.right - button.offsetWidth, room))}px`;
  };

  document.addEventListener("selectionchange", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 120);
  });
  addEventListener("resize", show);
  document.addEventListener("scroll", () => button && show(), { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button) {
      event.stopImmediatePropagation();
      getSelection().removeAllRanges();
      hide();
    }
  });

  // Words that lead somewhere can be selected like any others: a drag over them moves no link and is no click. Browsers
  // begin no selection in a link, so it is none while the mouse is down.
  let held = null;
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.("[data-desk] a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    held = [link, link.getAttribute("href")];
    link.removeAttribute("href");
  });
  const release = () => {
    held?.[0].setAttribute("href", held[1]);
    held = null;
  };
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-desk] a") && !getSelection().isCollapsed) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
})();
