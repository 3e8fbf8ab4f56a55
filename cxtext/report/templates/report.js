(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse(document.getElementById("data").textContent);

  // What a link leads to opens, and all theme sections for print; an address that cannot be read leads nowhere.
  const targetOf = (hash) => {
    try {
      return hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    } catch {
      return null;
    }
  };
  const reveal = () => {
    const target = targetOf(location.hash);
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

  // What scrolls sideways is reached with the keyboard, and named; what fits is no stop on the way.
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const scrolls = target.scrollWidth > target.clientWidth + 1;
    if (scrolls) { target.tabIndex = 0; target.setAttribute("role", "region"); }
    else { target.removeAttribute("tabindex"); target.removeAttribute("role"); }
  }));
  all(".scroll").forEach((box) => watch.observe(box));

  // A table that is shown as cards on a narrow screen stays a table for a screen reader.
  const ROLES = [["thead, tbody", "rowgroup"], ["tr", "row"], ["thead th", "columnheader"], ["tbody th", "rowheader"], ["td", "cell"]];
  all("table.cards, table.stack").forEach((table) => {
    table.setAttribute("role", "table");
    ROLES.forEach(([part, role]) => all(part, table).forEach((node) => node.setAttribute("role", role)));
  });

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
  const shorten = (button, rows) => {
    rows.forEach((row) => { row.hidden = true; });
    button.hidden = false;
    button.addEventListener("click", () => { rows.forEach((row) => { row.hidden = false; }); button.remove(); });
  };
  all(".more[data-rows]").forEach((button) => {
    const table = document.getElementById(button.dataset.rows);
    if (!table.matches(".ranking")) shorten(button, all("tr.extra", table));
  });

  // The ranking: sorted by a column, filtered by what themes are, shown for a group or a period, and saved as it is shown.
  const startRanking = (box) => {
    const table = document.getElementById(box.dataset.for), body = table.tBodies[0], panel = box.parentElement;
    const list = data.lists[table.id.replace(/-list$/, "")], rows = all("tr", body);
    const viewChoice = box.querySelector("select.view"), choices = all("select.choice", box);
    const note = panel.querySelector(".view-note"), count = panel.querySelector(".list-count");
    const more = panel.querySelector(".more[data-rows]");
    let short = Boolean(more), sortKey = "place", up = true;

    const view = () => (viewChoice && viewChoice.value !== "" ? data.views[Number(viewChoice.value)] : null);
    const cell = (row) => { const chosen = view(); return chosen ? chosen.cells[row.dataset.theme] : undefined; };
    const chosen = () => choices.filter((choice) => choice.value);
    const fits = (row) => chosen().every((choice) => row.dataset[choice.dataset.key] === choice.value);
    const valueOf = (row) => {
      if (sortKey === "there") return cell(row) ? cell(row)[2] : null;
      return list.rows[row.dataset.theme].sort[sortKey];
    };
    const compare = (a, b) => {
      const [x, y] = [valueOf(a), valueOf(b)];
      const places = list.rows[a.dataset.theme].sort.place - list.rows[b.dataset.theme].sort.place;
      if (x === y) return places;
      if (x === null) return 1;
      if (y === null) return -1;
      const order = typeof x === "string" ? x.localeCompare(y) : x - y;
      return (up ? order : -order) || places;
    };
    const show = () => {
      const active = view();
      rows.sort(compare).forEach((row) => body.append(row));
      const fitting = rows.filter(fits);
      rows.forEach((row) => { row.hidden = true; row.classList.remove("later"); });
      const whole = !short || active || chosen().length;
      // What is only further down is printed all the same; what does not fit is not.
      fitting.forEach((row, i) => {
        row.hidden = !whole && i >= Number(more.dataset.most);
        row.classList.toggle("later", row.hidden);
      });
      if (more) more.hidden = Boolean(whole);
      all(".all", table).forEach((part) => { part.hidden = Boolean(active); });
      all(".there", table).forEach((part) => { part.hidden = !active; });
      rows.forEach((row) => {
        const there = row.querySelector("td.there"), found = cell(row);
        there.textContent = found ? found[3] : "not compared";
        if (found) {
          const detail = document.createElement("small");
          detail.textContent = found[4];
          there.append(detail);
        }
      });
      note.hidden = !active;
      note.textContent = active ? active.note : "";
      count.textContent = chosen().length ? `${fitting.length} of ${rows.length} themes` : "";
      all("th", table).forEach((head) => {
        const key = head.querySelector("button.sort")?.dataset.key;
        if (key === sortKey) head.setAttribute("aria-sort", up ? "ascending" : "descending"); else head.removeAttribute("aria-sort");
      });
    };
    const sortBy = (key, upward) => { sortKey = key; up = upward; };
    all("button.sort", table).forEach((button) => {
      button.disabled = false;
      button.addEventListener("click", () => {
        const key = button.dataset.key;
        sortBy(key, key === sortKey ? !up : key === "place" || key === "name");
        show();
      });
    });
    const orderChoice = box.querySelector(".order-choice");
    orderChoice.addEventListener("change", () => {
      const key = orderChoice.value;
      sortBy(view() && key !== "name" && key !== "place" ? "there" : key, key === "place" || key === "name");
      show();
    });
    choices.forEach((choice) => choice.addEventListener("change", show));
    if (viewChoice) viewChoice.addEventListener("change", () => { if (view()) sortBy("there", false); else sortBy("place", true); show(); });
    if (more) more.addEventListener("click", () => { short = false; show(); });

    // A cell that a spreadsheet would take for a formula gets an apostrophe, as in the exports of the command line.
    const starts = /^[\s]*[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]/, inner = /[;|\t\r\n][\s"\u201c\u201d]*(?=[=+@\uff1d\uff0b\uff0d\uff20-])/g;
    const write = (value) => {
      if (value === null || value === undefined) return "";
      if (typeof value === "number") return String(value);
      const safe = (starts.test(value) ? "'" : "") + value.replace(inner, "$&'");
      return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
    box.querySelector(".download").addEventListener("click", () => {
      const active = view(), shown = rows.filter(fits);
      const heads = active
        ? ["no", "theme_id", "theme", "shares_of", "n", "n_all", "share", "kind", "opinions", "topic", "owner", "status", "ticket"]
        : ["no", "theme_id", "theme", "n", "share", "effect", "effect_low", "effect_high", "negative_share", "kind", "opinions", "topic", "owner", "status", "ticket", "metric", "unit"];
      const lines = shown.map((row) => {
        const id = row.dataset.theme, c = list.rows[id].cells, found = cell(row) || [];
        return active
          ? [c[0], id, c[1], `${active.kind}: ${active.label}`, found[0], found[1], found[2], ...c.slice(8, 14)]
          : [c[0], id, ...c.slice(1), list.metric, list.unit];
      });
      const text = [heads, ...lines].map((line) => line.map(write).join(",")).join("\r\n") + "\r\n";
      const parts = [box.dataset.name, "ranking", list.metric, active && `${active.kind} ${active.label}`, ...chosen().map((choice) => choice.value)];
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
      link.download = `${parts.filter(Boolean).map(plain).filter(Boolean).join("-").slice(0, 150) || "ranking"}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    box.hidden = false;
    show();
  };
  all(".filters").forEach(startRanking);

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
      count.textContent = `${hits.length} found`;
      more.hidden = hits.length <= limit;
    };
    [text, theme, tone].forEach((field) => field.addEventListener("input", () => { limit = 12; show(); }));
    more.addEventListener("click", () => { limit += 24; show(); });
    search.hidden = false;
    show();
  }
})();
