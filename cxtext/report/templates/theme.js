// All opinions of a theme: fifty at a time, filtered and sorted.
(() => {
  "use strict";
  const source = document.getElementById("opinion-data");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const PAGE = 50, TONES = ["negative", "neutral", "positive", ""];
  const make = (tag, cls, content) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (content) node.textContent = content;
    return node;
  };
  const choice = (name, options) => {
    const label = make("label", "", name), select = make("select");
    select.name = name.toLowerCase();
    options.forEach(([value, text]) => {
      const option = make("option", "", text);
      option.value = value;
      select.append(option);
    });
    label.append(select);
    return [label, select];
  };
  const item = (row) => {
    const line = make("li"), tone = TONES[row[4]];
    if (tone) {
      const mark = make("span", `mark ${tone}`);
      mark.title = tone;
      line.append(mark);
    }
    const quote = make("q", "", row[0]);
    quote.dir = "auto";
    line.append(quote, make("span", "source", [tone, row[3], row[2], `response ${row[1]}`].filter(Boolean).join(" · ")));
    return line;
  };
  const orders = {
    typical: (a, b) => a[6] - b[6],
    bad: (a, b) => (a[7] ?? 2) - (b[7] ?? 2) || a[6] - b[6],
    good: (a, b) => (b[7] ?? -2) - (a[7] ?? -2) || a[6] - b[6],
    newest: (a, b) => (b[2] > a[2]) - (b[2] < a[2]) || a[6] - b[6],
  };

  const build = (root) => {
    if (root.childElementCount && !root.querySelector("noscript")) return;
    const theme = data[root.dataset.theme];
    if (!theme) return;
    const { rows, parts } = theme, has = (place) => rows.some((row) => row[place] !== null && row[place] !== "");
    const bar = make("div", "find"), controls = [];
    const add = (name, options, test) => {
      const [label, select] = choice(name, options);
      controls.push([select, test]);
      bar.append(label);
    };
    const words = make("label", "", "Words"), field = make("input");
    field.type = "search";
    words.append(field);
    bar.append(words);
    add("Sentiment", [["", "any"], ["0", "negative"], ["1", "neutral"], ["2", "positive"]], (row, value) => String(row[4]) === value);
    if (parts.length) {
      add("Part", [["", "any"], ...parts.map((part, i) => [String(i), part]), ["-1", "in no part"]], (row, value) => String(row[5]) === value);
    }
    if (has(7)) add("Answer", [["", "any"], ["-1", "bad"], ["0", "neither"], ["1", "good"]], (row, value) => String(row[7]) === value);
    const sorts = [["typical", "most typical first"]];
    if (has(7)) sorts.push(["bad", "bad answers first"], ["good", "good answers first"]);
    if (has(2)) sorts.push(["newest", "newest first"]);
    const [sortLabel, sort] = choice("Order", sorts);
    bar.append(sortLabel);
    const list = make("ul", "plain quotes"), count = make("p", "muted small"), pager = make("div", "pager");
    const back = make("button", "more", "Previous 50"), next = make("button", "more", "Next 50");
    back.type = next.type = "button";
    count.setAttribute("role", "status");
    pager.append(back, next);
    let page = 0;
    const show = () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = rows.filter((row) =>
        controls.every(([select, test]) => !select.value || test(row, select.value)) &&
        wanted.every((word) => `${row[0]} ${row[1]}`.toLowerCase().includes(word)));
      hits.sort(orders[sort.value]);
      page = Math.max(0, Math.min(page, Math.ceil(hits.length / PAGE) - 1));
      const start = page * PAGE, end = Math.min(hits.length, start + PAGE);
      list.replaceChildren(...hits.slice(start, end).map(item));
      const of = hits.length < rows.length ? `${hits.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} opinions match` : `${rows.length.toLocaleString("en")} opinions`;
      count.textContent = hits.length ? `${of}; ${(start + 1).toLocaleString("en")} to ${end.toLocaleString("en")} shown` : `${of}`;
      pager.hidden = hits.length <= PAGE;
      back.disabled = !page;
      next.disabled = end >= hits.length;
    };
    const restart = () => { page = 0; show(); };
    [field, sort, ...controls.map(([select]) => select)].forEach((control) => control.addEventListener("input", restart));
    const turn = (step) => { page += step; show(); root.scrollIntoView({ block: "start" }); };
    back.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));
    root.replaceChildren(bar, count, list, pager);
    show();
  };
  // A list is built when it is first opened: a page may hold many.
  document.addEventListener("toggle", (event) => {
    if (event.target.open) event.target.querySelectorAll(":scope > .opinions, :scope > .theme-body > .opinions").forEach(build);
  }, true);
  document.querySelectorAll("details[open] > .opinions, details[open] > .theme-body > .opinions").forEach(build);
})();

// The map of themes.
(() => {
  "use strict";
  const source = document.getElementById("map-data");
  if (!source) return;
  const map = JSON.parse(source.textContent), opinions = JSON.parse(document.getElementById("opinion-data")?.textContent || "{}");
  const [stage, canvas, tip, now, find, query, count] =
    ["map-stage", "map-canvas", "map-tip", "map-now", "map-find", "map-q", "map-count"].map((id) => document.getElementById(id));
  const bytes = Uint8Array.from(atob(map.places), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const place = (i) => view.getInt16(2 * i, true) / 32767;
  const { themes } = map;
  let first = 0;
  themes.forEach((theme) => { theme.first = first; first += theme.n; });
  const context = canvas.getContext("2d");
  let layout, scale = 1, left = 0, top = 0, dot = 2, current = -1, hover = -1, hits = null;
  const circle = (i) => {
    const [x, y, radius] = layout.circles[i];
    return [left + x * scale, top + y * scale, radius * scale];
  };
  const partOf = (theme, k) => {
    let before = 0;
    for (const [label, size] of theme.parts) {
      before += size;
      if (k < before) return label;
    }
    return "";
  };
  const whole = (theme) => theme.parts.reduce((sum, part) => sum + part[1], 0);

  const fit = (text, room, most) => {
    const lines = [];
    let line = "";
    for (const word of text.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && context.measureText(longer).width > room) { lines.push(line); line = word; } else line = longer;
    }
    lines.push(line);
    return lines.length <= most && lines.every((one) => context.measureText(one).width <= room) ? lines : null;
  };
  const draw = () => {
    const ratio = window.devicePixelRatio || 1, width = stage.clientWidth;
    if (width < 60) return;
    const style = getComputedStyle(stage), colour = (name) => style.getPropertyValue(name).trim();
    layout = map.layouts[width >= 620 ? "wide" : "narrow"];
    const pad = 6;
    scale = (width - 2 * pad) / layout.width;
    scale = Math.min(scale, Math.max(420, Math.min(720, innerHeight * 0.8)) / layout.height);
    left = (width - layout.width * scale) / 2;
    top = pad;
    const height = Math.ceil(layout.height * scale + 2 * pad);
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const tones = ["--map-negative", "--map-neutral", "--map-positive", "--map-neutral"].map(colour);
    const ink = colour("--ink"), card = colour("--card"), soft = colour("--soft"), focus = colour("--focus");
    const rings = { loss: colour("--map-negative"), gain: colour("--map-positive"), mute: colour("--mute") };
    layout.groups.forEach(([x, y, radius]) => {
      context.beginPath();
      context.arc(left + x * scale, top + y * scale, radius * scale + 2, 0, 2 * Math.PI);
      context.setLineDash([2, 3]);
      context.strokeStyle = ink;
      context.lineWidth = 1;
      context.stroke();
      context.setLineDash([]);
    });
    themes.forEach((theme, i) => {
      const [x, y, radius] = circle(i);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = soft;
      context.fill();
      const isOn = i === current || i === hover;
      context.lineWidth = isOn ? 3 : theme.tone === "mute" ? 1 : 2;
      context.strokeStyle = isOn ? focus : rings[theme.tone];
      context.stroke();
      if (theme.parts.length > 1) {
        context.beginPath();
        theme.parts.forEach(([, , start]) => {
          const angle = 2 * Math.PI * start;
          context.moveTo(x, y);
          context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
        });
        context.lineWidth = 1;
        context.strokeStyle = card;
        context.stroke();
      }
      // Marks of one kind at once; the kinds differ in shape as well as in colour.
      dot = Math.max(0.7, Math.min(4.5, 0.4 * radius * Math.sqrt(Math.PI / Math.max(theme.n, 1))));
      [1, 0, 2].forEach((tone) => {
        context.beginPath();
        const size = tone === 1 ? dot * 0.6 : tone === 2 ? dot * 0.85 : dot;
        for (let k = theme.first; k < theme.first + theme.n; k += 1) {
          const mine = map.tones[k] === "3" ? 1 : Number(map.tones[k]);
          if (mine !== tone || (hits && !hits.has(k))) continue;
          const px = x + place(2 * k) * radius, py = y + place(2 * k + 1) * radius;
          context.moveTo(px + size, py);
          context.arc(px, py, size, 0, 2 * Math.PI);
        }
        if (tone === 2) { context.lineWidth = Math.max(0.8, dot * 0.4); context.strokeStyle = tones[2]; context.stroke(); }
        else { context.fillStyle = tones[tone]; context.fill(); }
      });
    });
    // Names last, on a plate, so that no mark makes them hard to read.
    context.textAlign = "center";
    context.textBaseline = "middle";
    themes.forEach((theme, i) => {
      const [x, y, radius] = circle(i);
      if (radius < 9) return;
      let lines = null, size = 12.5;
      for (size of radius > 70 ? [15, 12.5, 11] : [12.5, 11]) {
        context.font = `600 ${size}px system-ui, sans-serif`;
        lines = radius > 20 && fit(theme.label, 1.8 * radius, Math.floor((1.3 * radius) / 16));
        if (lines) break;
      }
      // Up to the edge of its circle a name is as far from its neighbours as the circles are.
      if (!lines && radius > 20) {
        context.font = "600 11px system-ui, sans-serif";
        lines = fit(theme.label, 1.98 * radius, Math.floor((1.5 * radius) / 13));
      }
      if (!lines && radius > 36) {
        let cut = theme.label;
        while (cut.length > 3 && context.measureText(`${cut}…`).width > 1.98 * radius) cut = cut.slice(0, -1);
        lines = [`${cut.trim()}…`];
      }
      const shown = lines || (theme.number ? [String(theme.number)] : []), line = size + 2;
      if (!shown.length) return;
      const wide = Math.max(...shown.map((text) => context.measureText(text).width)) + 8;
      context.globalAlpha = 0.86;
      context.fillStyle = soft;
      context.beginPath();
      context.roundRect(x - wide / 2, y - (line * shown.length) / 2 - 1, wide, line * shown.length + 2, 4);
      context.fill();
      context.globalAlpha = 1;
      context.fillStyle = ink;
      shown.forEach((text, n) => context.fillText(text, x, y + (n - (shown.length - 1) / 2) * line));
    });
  };

  const opinionAt = (i, px, py) => {
    const [x, y, radius] = circle(i), theme = themes[i];
    let best = -1, near = Math.max(6, dot * 2.5) ** 2;
    for (let k = theme.first; k < theme.first + theme.n; k += 1) {
      const far = (x + place(2 * k) * radius - px) ** 2 + (y + place(2 * k + 1) * radius - py) ** 2;
      if (far < near && (!hits || hits.has(k))) { near = far; best = k; }
    }
    return best;
  };
  const themeAt = (px, py) => themes.findIndex((_, i) => {
    const [x, y, radius] = circle(i);
    return Math.hypot(px - x, py - y) <= Math.max(radius, 8);
  });
  const lineOf = (text, cls) => {
    const node = document.createElement("span");
    node.className = cls || "";
    node.dir = "auto";
    node.textContent = text;
    return node;
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const hide = () => { tip.hidden = true; if (hover >= 0) { hover = -1; draw(); } };
  const showTip = (i, px, py) => {
    const theme = themes[i], k = opinionAt(i, px, py);
    const lines = [lineOf(theme.label, "theme-name"), lineOf(theme.facts, "muted")];
    if (k >= 0) {
      const own = k - theme.first, row = opinions[theme.id]?.rows[own];
      const tone = ["negative", "neutral", "positive", ""][Number(map.tones[k])];
      const part = whole(theme) === theme.n ? partOf(theme, own) : "";
      lines.push(lineOf([tone && `${tone} opinion`, part && `part: ${part}`].filter(Boolean).join(" · "), "muted"));
      if (row) lines.push(lineOf(`“${row[0].length > 180 ? `${row[0].slice(0, 179)}…` : row[0]}”`));
    }
    tip.replaceChildren(...lines);
    tip.hidden = false;
    const width = stage.clientWidth, box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(px + 14, width - box.width))}px`;
    tip.style.top = `${py + 18 + box.height > canvas.clientHeight ? Math.max(0, py - box.height - 12) : py + 18}px`;
  };
  const hint = matchMedia("(hover: none)").matches ? "Tap a circle to open its theme." : "Arrow keys move between themes, Enter opens one.";
  const tell = (i) => {
    now.replaceChildren();
    if (i < 0) { now.textContent = hint; return; }
    const link = document.createElement("a");
    link.href = `#${themes[i].anchor}`;
    link.className = "theme-name";
    link.dir = "auto";
    link.textContent = themes[i].label;
    now.append(`${i + 1} of ${themes.length}: `, link, ` · ${themes[i].facts}`);
  };
  const go = (i) => { location.hash = ""; location.hash = themes[i].anchor; };
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const next = (dx, dy) => {
    const [x, y] = circle(current);
    let best = current, least = Infinity;
    themes.forEach((_, i) => {
      if (i === current) return;
      const [ox, oy] = circle(i), along = (ox - x) * dx + (oy - y) * dy, across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      const cost = along + 2 * across;
      if (along > 0 && across <= 3 * along && cost < least) { least = cost; best = i; }
    });
    return best;
  };

  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", `Theme map of ${themes.length} themes. Arrow keys move between themes, Enter opens one. The list below has the same themes.`);
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step[event.key]) current = current < 0 ? 0 : next(...step[event.key]);
    else if (event.key === "Home") current = 0;
    else if (event.key === "End") current = themes.length - 1;
    else if (event.key === "Escape") { current = -1; tip.hidden = true; }
    else if (event.key === "Enter" && current >= 0) { go(current); return; }
    else return;
    event.preventDefault();
    draw();
    tell(current);
  });
  stage.addEventListener("blur", () => { current = -1; draw(); tell(-1); });
  canvas.addEventListener("pointermove", (event) => {
    const [px, py] = point(event), i = themeAt(px, py);
    if (i < 0) { hide(); canvas.style.cursor = ""; return; }
    canvas.style.cursor = "pointer";
    if (i !== hover) { hover = i; draw(); }
    showTip(i, px, py);
  });
  canvas.addEventListener("pointerleave", hide);
  canvas.addEventListener("click", (event) => {
    const i = themeAt(...point(event));
    if (i >= 0) go(i);
  });
  query.addEventListener("input", () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits = words.length ? new Set() : null;
    let n = 0;
    if (hits) {
      themes.forEach((theme) => {
        const name = theme.label.toLowerCase(), rows = opinions[theme.id]?.rows, parts = whole(theme) === theme.n && theme.parts.length;
        const before = hits.size;
        for (let k = 0; k < theme.n; k += 1) {
          const text = `${name} ${parts ? partOf(theme, k).toLowerCase() : ""} ${rows && rows.length === theme.n ? rows[k][0].toLowerCase() : ""}`;
          if (words.every((word) => text.includes(word))) hits.add(theme.first + k);
        }
        n += hits.size > before;
      });
    }
    count.textContent = hits ? `${hits.size.toLocaleString("en")} marks in ${n} of ${themes.length} themes` : "";
    draw();
  });
  canvas.hidden = false;
  find.hidden = now.hidden = false;
  stage.classList.add("is-drawn");
  tell(-1);
  draw();
  new ResizeObserver(draw).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
