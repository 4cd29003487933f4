// What htmx leaves to be done on the timeline page: the reader follows the open passage, focus and scroll stay where
// they were, the count is announced, the arrow keys walk. Without this file every link and form still works.

(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const isPhone = matchMedia("(max-width: 960px)");
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
  document.documentElement.classList.add("js");

  // The open passage in sight, scrolling the reader alone and never the page.
  function showPassage(smoothly) {
    const reader = $("#reader");
    const mark = reader && $("mark.current", reader);
    if (!mark) return;
    const head = $("header", reader).offsetHeight;
    const room = reader.clientHeight - head;
    const within = mark.getBoundingClientRect().top - reader.getBoundingClientRect().top;
    const top = Math.max(0, reader.scrollTop + within - head - room / 4);
    reader.scrollTo({ top, behavior: smoothly && !isCalm.matches ? "smooth" : "instant" });
  }

  // An open event in sight, where the keys have walked out of it or the sheet lies over it.
  function showEvent() {
    const event = $(".event.is-open");
    if (!event) return;
    const box = event.getBoundingClientRect();
    const bottom = innerHeight * (isPhone.matches ? 0.42 : 1);
    if (box.top < 0 || box.top > bottom - 60) {
      scrollBy({ top: box.top - bottom / 4, behavior: isCalm.matches ? "instant" : "smooth" });
    }
  }

  // What only works with this file is neither shown nor sent without it.
  function revealFinders() {
    for (const finder of document.querySelectorAll(".finder")) {
      finder.hidden = finder.disabled = false;
    }
  }

  // Where the focus goes when what had it is gone after a swap: to what is nearest to it in sense.
  function standIns(element) {
    if (!element?.closest("#timeline")) return [];
    const near = element.closest("#reader")
      ? [element.closest("mark")?.id.replace("at-", "words-"), "previous-passage", "next-passage", "reader"]
      : [element.closest(".event")?.id.replace("e-", "o-")];
    return [element.id, ...near, "count"].filter(Boolean);
  }

  // What a swap would lose: how far the reader and the filters were scrolled, what was unfolded, what was being typed.
  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "timeline") return;
    kept = {
      reader: $("#reader")?.scrollTop,
      article: $("#reader-title")?.textContent,
      wasOpen: Boolean($("#reader.is-open")),
      filters: $("#filters")?.scrollTop,
      unfolded: [...document.querySelectorAll("#filters details[open]")].map((each) => each.id),
      within: standIns(document.activeElement),
    };
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!kept) return;
    revealFinders();
    for (const id of kept.unfolded) document.getElementById(id)?.setAttribute("open", "");
    const filters = $("#filters");
    if (filters) filters.scrollTop = kept.filters;
    const reader = $("#reader");
    const same = reader && kept.article === $("#reader-title").textContent;
    if (same) reader.scrollTop = kept.reader;
    reader?.classList.toggle("was-open", kept.wasOpen);
    showPassage(same);
    showEvent();
    const search = $("#q");
    if (search && search !== document.activeElement) search.value = $("#timeline").dataset.q;
    if (kept.within.length && !document.activeElement?.closest("#timeline")) {
      kept.within.map((id) => document.getElementById(id)).find(Boolean)?.focus({ preventScroll: true });
    }
    $("#announce").textContent = $("#count").textContent;
    kept = null;
  });

  // Where the answer does not come, the browser goes itself, as it would without this file.
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const address = event.detail.requestConfig?.elt?.getAttribute("href");
      if (address) location.assign(address);
      else $("#filters").submit();
    });
  }

  // Who types a name to find has chosen nothing yet.
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".finder")) event.stopPropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.(".finder")) event.preventDefault();
  });

  // On narrow screens the filters stand behind a button.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".filters-button, .filters-done");
    if (!link) return;
    event.preventDefault();
    const opens = link.matches(".filters-button");
    const open = document.documentElement.classList.toggle("filters-open", opens ? undefined : false);
    const next = open ? $("#filters input:not([hidden])") : $("#count");
    next?.focus();
    if (!open) $(".list")?.scrollIntoView();
  });

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      if (event.target.id === "q") return;
      if (document.documentElement.classList.contains("filters-open")) {
        document.documentElement.classList.remove("filters-open");
        $(".filters-button")?.focus();
      } else {
        $("#reader .close")?.click();
      }
      return;
    }
    if (event.target.closest("input, select, textarea, summary, [role=slider]")) return;
    const link = { ArrowRight: "later-event", j: "later-event", ArrowLeft: "earlier-event", k: "earlier-event" }[event.key];
    if (link) {
      event.preventDefault();
      document.getElementById(link)?.click();
    } else if (event.key === "/") {
      event.preventDefault();
      $("#q")?.focus();
    }
  });

  addEventListener("DOMContentLoaded", () => {
    revealFinders();
    showPassage(false);
    // A link to an open event shows it; whoever comes back finds the page where it was left.
    if (performance.getEntriesByType("navigation")[0]?.type === "navigate") showEvent();
  });
})();
