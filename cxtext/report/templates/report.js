(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse(document.getElementById("data").textContent);

  // Theme sections open when they are linked to, and all of them for print.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches("details")) return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && link.hash && link.hash === location.hash) reveal();
  });
  reveal();
  addEventListener("beforeprint", () => all("details.theme").forEach((theme) => { theme.open = true; }));

  // One tab a metric; arrow keys move between them.
  const tabs = all("[role=tab]");
  const choose = (tab, focus) => {
    tabs.forEach((other) => {
      const on = other === tab;
      other.setAttribute("aria-selected", String(on));
      other.tabIndex = on ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
    });
    if (focus) tab.focus();
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) choose(tabs[(i + step + tabs.length) % tabs.length], true);
    });
  });
  if (tabs.length) { choose(tabs[0]); tabs[0].parentElement.hidden = false; }

  // Long tables start short.
  all(".more[data-rows]").forEach((button) => {
    const rows = all("tr.extra", document.getElementById(button.dataset.rows));
    rows.forEach((row) => { row.hidden = true; });
    button.hidden = false;
    button.addEventListener("click", () => { rows.forEach((row) => { row.hidden = false; }); button.remove(); });
  });

  // Filter the theme sections by any word in them.
  const filter = document.getElementById("filter");
  if (filter) {
    const themes = all("details.theme").map((theme) => [
      theme,
      Array.from(theme.querySelectorAll("summary, .theme-body > p, .chips, .quotes"), (part) => part.textContent).join(" ").toLowerCase(),
    ]);
    const count = document.getElementById("filter-count");
    filter.closest(".find").hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      themes.forEach(([theme, text]) => {
        theme.hidden = !words.every((word) => text.includes(word));
        shown += !theme.hidden;
      });
      count.textContent = words.length ? `${shown} of ${themes.length} themes` : "";
    });
  }

  // Search the quotes that came with the page.
  const search = document.getElementById("search");
  if (search) {
    const [text, theme, tone] = ["q", "q-theme", "q-tone"].map((id) => document.getElementById(id));
    const list = document.getElementById("q-list"), count = document.getElementById("q-count"), more = document.getElementById("q-more");
    let limit = 12;
    const make = (tag, cls, content) => {
      const node = document.createElement(tag);
      if (cls) node.className = cls;
      if (content) node.textContent = content;
      return node;
    };
    const show = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = data.quotes.filter((row) =>
        (!theme.value || row[0] === (theme.value === "-" ? "" : theme.value)) && (!tone.value || row[5] === tone.value) &&
        words.every((word) => `${row[1]} ${row[2]}`.toLowerCase().includes(word)));
      list.replaceChildren(...hits.slice(0, limit).map((row) => {
        const item = make("li");
        const mark = make("span", `mark ${row[5]}`);
        mark.title = row[5];
        const quote = make("q", "", row[1]);
        quote.dir = "auto";
        const source = make("span", "source", [data.labels[row[0]] || "no theme", row[5], row[4], row[3], `response ${row[2]}`].filter(Boolean).join(" · "));
        item.append(mark, quote, source);
        return item;
      }));
      count.textContent = `${hits.length.toLocaleString("en")} found`;
      more.hidden = hits.length <= limit;
    };
    [text, theme, tone].forEach((field) => field.addEventListener("input", () => { limit = 12; show(); }));
    more.addEventListener("click", () => { limit += 24; show(); });
    search.hidden = false;
    show();
  }
})();
