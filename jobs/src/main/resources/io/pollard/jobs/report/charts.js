// Charts over d3: a curve chart, a bar chart and a heat map. All text goes in as text, never as HTML.
const COLOURS = 8;
const SHAPES = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolCross, d3.symbolStar, d3.symbolWye, d3.symbolCircle];
const DASHES = [null, "7 4", "2 4", "9 3 2 3", "4 2", "1 3", "10 5", "3 3"];
const colour = i => `var(--c${i % COLOURS})`;
const live = document.getElementById("live");

/** A box with an svg that is drawn again when its width changes. */
function responsive(section, ratio, label, draw) {
  const box = section.append("div").attr("class", "chart");
  const node = box.node();
  let last = 0;
  const paint = () => {
    const width = Math.max(280, Math.floor(node.clientWidth));
    if (width === last) return;
    last = width;
    const height = typeof ratio === "function" ? ratio(width) : Math.round(Math.min(460, Math.max(290, width * ratio)));
    box.selectAll("*").remove();
    const svg = box.append("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img").attr("aria-label", label).attr("tabindex", 0);
    draw(box, svg, width, height);
    node.dataset.drawn = "true";
  };
  // In a frame of its own: painting changes the height that is being observed.
  new ResizeObserver(() => requestAnimationFrame(paint)).observe(node);
  paint();
  return () => { last = 0; paint(); };
}

/** Points that answer to mouse, touch and arrow keys. */
function explorable(box, svg, marks) {
  if (!marks.length) return;
  const tip = box.append("div").attr("class", "tip").attr("hidden", true);
  const ring = svg.append("circle").attr("r", 8).attr("fill", "none").attr("stroke", "var(--ink)").attr("stroke-width", 1.5).attr("visibility", "hidden");
  let at = -1;
  const hide = () => { tip.attr("hidden", true); ring.attr("visibility", "hidden"); };
  const show = (i, say) => {
    at = i;
    const mark = marks[i];
    ring.attr("visibility", "visible").attr("cx", mark.x).attr("cy", mark.y);
    tip.attr("hidden", null).text(mark.text);
    const scale = svg.node().clientWidth / svg.node().viewBox.baseVal.width;
    const wide = tip.node().offsetWidth;
    const left = Math.min(Math.max(0, mark.x * scale - wide / 2), box.node().clientWidth - wide);
    const below = mark.y * scale < tip.node().offsetHeight + 20;
    tip.style("left", left + "px").style("top", (mark.y * scale + (below ? 16 : -tip.node().offsetHeight - 14)) + "px");
    if (say) live.textContent = mark.text.replaceAll("\n", ", ");
  };
  svg.on("pointermove", event => {
    const [x, y] = d3.pointer(event);
    const i = d3.minIndex(marks, m => (m.x - x) ** 2 + (m.y - y) ** 2);
    if ((marks[i].x - x) ** 2 + (marks[i].y - y) ** 2 < 60 ** 2) show(i, false); else hide();
  }).on("pointerleave", hide).on("blur", hide).on("keydown", event => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (event.key === "Escape") return hide();
    if (!step) return;
    event.preventDefault();
    show((at + step + marks.length) % marks.length, true);
  });
}

const finite = v => v !== null && v !== undefined && Number.isFinite(v);
const padded = (low, high) => low === high ? [low - Math.abs(low || 1) * .05, high + Math.abs(high || 1) * .05] : [low - (high - low) * .05, high + (high - low) * .05];

/** Few labels on a logarithmic axis: 1, 2 and 5 of each decade where there is room. */
function logTicks(scale, room) {
  const [a, b] = d3.extent(scale.domain());
  const all = [];
  for (let e = Math.floor(Math.log10(a)); e <= Math.ceil(Math.log10(b)); e++) for (const m of [1, 2, 5]) all.push(m * 10 ** e);
  const within = all.filter(v => v >= a * .999 && v <= b * 1.001);
  const decades = within.filter(v => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9);
  return within.length <= room || decades.length < 2 ? within : decades;
}

function axes(svg, width, height, margin, x, y, spec) {
  const room = Math.max(3, Math.floor((width - margin.left - margin.right) / 80));
  const xTicks = spec.x.ticks || (spec.x.log ? logTicks(x, room) : x.ticks(room));
  const yTicks = spec.y.log ? logTicks(y, 8) : y.ticks(6);
  svg.append("g").attr("class", "grid").selectAll("line").data(yTicks).join("line")
    .attr("x1", margin.left).attr("x2", width - margin.right).attr("y1", y).attr("y2", y);
  const bottom = svg.append("g").attr("class", "axis");
  bottom.append("line").attr("x1", margin.left).attr("x2", width - margin.right).attr("y1", height - margin.bottom).attr("y2", height - margin.bottom);
  bottom.selectAll("text").data(xTicks).join("text").attr("x", x).attr("y", height - margin.bottom + 18).attr("text-anchor", "middle").text(spec.x.format);
  svg.append("g").selectAll("text").data(yTicks).join("text").attr("x", margin.left - 8).attr("y", y).attr("dy", ".32em").attr("text-anchor", "end").text(spec.y.format);
  svg.append("text").attr("class", "title").attr("x", margin.left + (width - margin.left - margin.right) / 2).attr("y", height - 4).attr("text-anchor", "middle").text(spec.x.label);
  svg.append("text").attr("class", "title").attr("x", 0).attr("y", 12).text(spec.y.label);
}

/**
 * Curves with deviation bands.
 * spec: {label, x: {label, log, reverse, format}, y: {...}, series: [{name, index, points: [{x, y, sd, text}], line}], refs: [{y, text}]}
 */
function curves(section, spec) {
  const hidden = new Set();
  const list = section.append("ul").attr("class", "legend");
  const redraw = responsive(section, .48, spec.label, (box, svg, width, height) => {
    const margin = {top: 28, right: 14, bottom: 44, left: 58};
    const shown = spec.series.filter(s => !hidden.has(s.name));
    const points = (shown.length ? shown : spec.series).flatMap(s => s.points);
    const xs = points.map(p => p.x);
    const ys = points.flatMap(p => finite(p.sd) ? [p.y - p.sd, p.y + p.sd] : [p.y]).concat((spec.refs || []).map(r => r.y));
    const span = spec.x.log ? (([a, b]) => a === b ? [a / 1.5, b * 1.5] : [a / 1.03, b * 1.03])(d3.extent(xs)) : padded(...d3.extent(xs));
    const yLog = spec.y.log;
    const ySpan = yLog ? (([a, b]) => [a / 1.15, b * 1.15])(d3.extent(points, p => p.y)) : padded(...d3.extent(ys));
    const x = (spec.x.log ? d3.scaleLog() : d3.scaleLinear()).domain(spec.x.reverse ? [...span].reverse() : span).range([margin.left, width - margin.right]);
    const y = (yLog ? d3.scaleLog() : d3.scaleLinear()).domain(ySpan).range([height - margin.bottom, margin.top]);
    axes(svg, width, height, margin, x, y, spec);
    for (const ref of spec.refs || []) {
      svg.append("line").attr("class", "ref").attr("x1", margin.left).attr("x2", width - margin.right).attr("y1", y(ref.y)).attr("y2", y(ref.y));
      svg.append("text").attr("x", width - margin.right).attr("y", y(ref.y) - 5).attr("text-anchor", "end").text(ref.text);
    }
    const clip = v => Math.min(Math.max(v, ySpan[0]), ySpan[1]);
    for (const s of shown) {
      const withBand = s.points.filter(p => finite(p.sd));
      if (withBand.length > 1) svg.append("path").datum(withBand).attr("class", "band").attr("fill", colour(s.index))
        .attr("d", d3.area().x(p => x(p.x)).y0(p => y(clip(p.y - p.sd))).y1(p => y(clip(p.y + p.sd))));
    }
    const marks = [];
    for (const s of shown) {
      if (s.line !== false) svg.append("path").datum(s.points).attr("class", "curve").attr("stroke", colour(s.index)).attr("stroke-dasharray", s.dash ?? null)
        .attr("d", d3.line().x(p => x(p.x)).y(p => y(p.y)).curve(s.step ? d3.curveStepAfter : d3.curveLinear));
      if (s.dots === false) continue;
      svg.append("g").selectAll("path").data(s.points).join("path").attr("class", "dot").attr("fill", colour(s.index)).attr("stroke", "var(--card)")
        .attr("d", d3.symbol(SHAPES[s.index % SHAPES.length], 62)).attr("transform", p => `translate(${x(p.x)},${y(p.y)})`);
      for (const p of s.points) marks.push({x: x(p.x), y: y(p.y), text: p.text});
    }
    explorable(box, svg, marks);
  });
  if (spec.series.length > 1) {
    for (const s of spec.series) {
      const button = list.append("li").append("button").attr("type", "button").attr("aria-pressed", "true").attr("title", "Show or hide");
      const key = button.append("svg").attr("width", 26).attr("height", 12).attr("aria-hidden", "true");
      if (s.line !== false) key.append("line").attr("x1", 0).attr("x2", 26).attr("y1", 6).attr("y2", 6).attr("stroke", colour(s.index)).attr("stroke-width", 2.25).attr("stroke-dasharray", s.dash ?? null);
      if (s.dots !== false) key.append("path").attr("fill", colour(s.index)).attr("transform", "translate(13,6)").attr("d", d3.symbol(SHAPES[s.index % SHAPES.length], 48));
      button.append("span").text(s.name);
      button.on("click", () => {
        if (!hidden.delete(s.name)) hidden.add(s.name);
        button.attr("aria-pressed", String(!hidden.has(s.name)));
        redraw();
      });
    }
  }
  return redraw;
}

/** Horizontal bars. spec: {label, format, keys: [{name, index}], rows: [{name, values: [], text}], grouped, x: label} */
function bars(section, spec) {
  const list = section.append("ul").attr("class", "legend");
  for (const key of spec.keys) {
    const item = list.append("li").style("display", "inline-flex").style("align-items", "center").style("gap", ".4rem").style("margin-right", ".8rem").style("font-size", ".88rem");
    item.append("svg").attr("width", 12).attr("height", 12).attr("aria-hidden", "true").append("rect").attr("width", 12).attr("height", 12).attr("rx", 3).attr("fill", colour(key.index));
    item.append("span").text(key.name);
  }
  const row = spec.grouped ? 18 * spec.keys.length + 16 : 40;
  responsive(section, () => spec.rows.length * row + 62, spec.label, (box, svg, width, height) => {
    const names = Math.min(width * .36, d3.max(spec.rows, r => r.name.length) * 7.2 + 12);
    const margin = {top: 8, right: 56, bottom: 44, left: names};
    const total = r => spec.grouped ? d3.max(r.values) : d3.sum(r.values);
    const x = d3.scaleLinear().domain([0, d3.max(spec.rows, total) || 1]).range([margin.left, width - margin.right]);
    const ticks = x.ticks(Math.max(2, Math.floor((width - margin.left) / 90)));
    svg.append("g").attr("class", "grid").selectAll("line").data(ticks).join("line").attr("x1", x).attr("x2", x).attr("y1", margin.top).attr("y2", height - margin.bottom);
    svg.append("g").selectAll("text").data(ticks).join("text").attr("x", x).attr("y", height - margin.bottom + 18).attr("text-anchor", "middle").text(spec.format);
    svg.append("text").attr("class", "title").attr("x", (margin.left + width - margin.right) / 2).attr("y", height - 4).attr("text-anchor", "middle").text(spec.x);
    const marks = [];
    spec.rows.forEach((r, i) => {
      const top = margin.top + i * row;
      const shown = r.name.length * 7.2 > names ? r.name.slice(0, Math.floor(names / 7.2) - 1) + "…" : r.name;
      svg.append("text").attr("x", margin.left - 8).attr("y", top + row / 2).attr("dy", ".32em").attr("text-anchor", "end").text(shown).append("title").text(r.name);
      let from = 0;
      r.values.forEach((v, k) => {
        const begin = spec.grouped ? 0 : from;
        const at = spec.grouped ? top + 8 + k * 18 : top + 8;
        svg.append("rect").attr("class", "bar").attr("x", x(begin)).attr("y", at).attr("width", Math.max(0, x(begin + v) - x(begin))).attr("height", spec.grouped ? 15 : row - 16).attr("rx", 2).attr("fill", colour(spec.keys[k].index));
        if (spec.grouped) svg.append("text").attr("x", x(v) + 6).attr("y", at + 8).attr("dy", ".32em").text(spec.format(v));
        if (v > 0) marks.push({x: x(begin + v / 2), y: at + 8, text: `${r.name}\n${spec.keys[k].name}: ${spec.exact(v)}`});
        from += v;
      });
      if (!spec.grouped) svg.append("text").attr("x", x(from) + 6).attr("y", top + row / 2).attr("dy", ".32em").text(spec.format(from));
    });
    explorable(box, svg, marks);
  });
}

/** A heat map. spec: {label, x: {label, values, format}, y: {label, values}, cells: [{x, y, value, text}], format, legend} */
function heatmap(section, spec) {
  responsive(section, () => spec.y.values.length * 30 + 92, spec.label, (box, svg, width, height) => {
    const names = Math.min(width * .34, d3.max(spec.y.values, v => v.length) * 7.2 + 14);
    const margin = {top: 34, right: 8, bottom: 44, left: names};
    const x = d3.scaleBand(spec.x.values, [margin.left, width - margin.right]).padding(.05);
    const y = d3.scaleBand(spec.y.values, [margin.top, height - margin.bottom]).padding(.08);
    const high = d3.max(spec.cells, c => Math.abs(c.value)) || 1;
    const share = v => Math.round(Math.min(1, Math.abs(v) / high) * 88);
    const fill = v => `color-mix(in oklab, var(${v >= 0 ? "--c1" : "--c0"}) ${share(v)}%, var(--grid))`;
    svg.append("text").attr("x", 0).attr("y", 14).attr("class", "title").text(spec.legend);
    svg.append("g").selectAll("text").data(spec.y.values).join("text").attr("x", margin.left - 8).attr("y", v => y(v) + y.bandwidth() / 2).attr("dy", ".32em").attr("text-anchor", "end")
      .text(v => v.length * 7.2 > names ? v.slice(0, Math.floor(names / 7.2) - 1) + "…" : v);
    const every = Math.ceil(spec.x.values.length / Math.max(2, (width - margin.left) / 46));
    svg.append("g").selectAll("text").data(spec.x.values.filter((_, i) => i % every === 0)).join("text").attr("x", v => x(v) + x.bandwidth() / 2).attr("y", height - margin.bottom + 18).attr("text-anchor", "middle").text(spec.x.format);
    svg.append("text").attr("class", "title").attr("x", (margin.left + width - margin.right) / 2).attr("y", height - 4).attr("text-anchor", "middle").text(spec.x.label);
    svg.append("g").selectAll("rect").data(spec.cells).join("rect").attr("class", "cell").attr("x", c => x(c.x)).attr("y", c => y(c.y)).attr("width", x.bandwidth()).attr("height", y.bandwidth()).attr("rx", 3).attr("fill", c => fill(c.value));
    if (x.bandwidth() > 40) svg.append("g").selectAll("text").data(spec.cells).join("text").attr("x", c => x(c.x) + x.bandwidth() / 2).attr("y", c => y(c.y) + y.bandwidth() / 2).attr("dy", ".35em").attr("text-anchor", "middle")
      .style("fill", "var(--ink)").style("font-size", "11px").text(c => spec.format(c.value));
    explorable(box, svg, spec.cells.map(c => ({x: x(c.x) + x.bandwidth() / 2, y: y(c.y) + y.bandwidth() / 2, text: c.text})));
  });
}
