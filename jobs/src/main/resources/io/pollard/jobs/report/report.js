// Builds the page from the data inside it: one section per figure, each with its numbers as table and CSV.
const report = JSON.parse(document.getElementById("data").textContent);
const percent = d3.format(".4~%"), percent2 = d3.format(".2%"), whole = d3.format(","), short = d3.format(".3~s");
const times = v => `${d3.format(v < 10 ? ".2~f" : ".3~s")(v)}×`;
const plusMinus = (v, sd, f) => finite(sd) ? `${f(v)} ± ${f(sd)}` : f(v);
const rows = id => (report.tables[id] || {columns: [], rows: []}).rows.map(r => Object.fromEntries(r.map((v, i) => [report.tables[id].columns[i], v])));
const seconds = ms => { const s = ms / 1000; return s < 90 ? `${d3.format(".3~r")(s)} s` : s < 5400 ? `${d3.format(".3~r")(s / 60)} min` : `${d3.format(".3~r")(s / 3600)} h`; };

const main = d3.select("#main"), nav = d3.select("#nav");
document.getElementById("name").textContent = report.experiment;
document.getElementById("about").textContent = report.about;
document.getElementById("footer").textContent = report.footer;
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
if (["light", "dark"].includes(location.hash.slice(1))) document.documentElement.dataset.theme = location.hash.slice(1);
for (const tile of report.tiles) {
  const box = d3.select("#tiles").append("div").attr("class", "tile");
  box.append("dt").text(tile.name);
  box.append("dd").text(tile.value).append("small").text(tile.note);
}

function section(id, title, text) {
  nav.append("li").append("a").attr("href", `#${id}`).text(title);
  const s = main.append("section").attr("id", id).attr("aria-labelledby", `${id}-title`);
  s.append("h2").attr("id", `${id}-title`).text(title);
  if (text) s.append("p").attr("class", "soft").text(text);
  return s;
}

const csvCell = v => v === null ? "" : /[",\r\n]/.test(String(v)) || v === "" ? `"${String(v).replaceAll('"', '""')}"` : String(v);
const cell = v => v === null ? "–" : typeof v !== "number" ? String(v) : Number.isInteger(v) ? whole(v) : d3.format(Math.abs(v) < 1e-3 && v !== 0 ? ".4~e" : ".6~r")(v);

/** The numbers behind a figure. */
function numbers(s, id, open) {
  const table = report.tables[id];
  const details = s.append("details");
  if (open) details.attr("open", true);
  details.append("summary").text(`Numbers (${table.rows.length} ${table.rows.length === 1 ? "row" : "rows"})`);
  const csv = [table.columns, ...table.rows].map(r => r.map(csvCell).join(",")).join("\r\n") + "\r\n";
  details.append("button").attr("type", "button").text("Download CSV").attr("aria-label", `Download the numbers of ${id} as CSV`).on("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], {type: "text/csv"}));
    link.download = `${report.experiment}-${id}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  const t = details.append("div").attr("class", "scroll").attr("tabindex", 0).attr("role", "region").attr("aria-label", `Numbers of ${id}`).append("table");
  const textual = table.columns.map((_, i) => table.rows.some(r => typeof r[i] === "string"));
  t.append("thead").append("tr").selectAll("th").data(table.columns).join("th").attr("scope", "col").classed("text", (_, i) => textual[i]).text(c => c);
  t.append("tbody").selectAll("tr").data(table.rows).join("tr").selectAll("td").data(r => r).join("td").classed("text", (_, i) => textual[i]).text(cell);
  if (table.sql) {
    details.append("p").attr("class", "soft").text("As a query, in bin/pollard sql or a notebook:");
    details.append("pre").append("code").text(table.sql);
  }
}

function choice(s, label, options, change) {
  const id = `choice-${s.attr("id")}-${label.replace(/\W/g, "")}`;
  const box = s.append("div").attr("class", "controls").append("label").attr("for", id);
  box.append("span").text(label);
  const select = box.append("select").attr("id", id).on("change", event => change(event.target.value));
  select.selectAll("option").data(options).join("option").attr("value", o => o.value).text(o => o.name);
  return options[0].value;
}

const all = rows("curves");
const arms = [...new Set(all.map(r => r.arm))].sort((a, b) => report.arms.indexOf(a) - report.arms.indexOf(b));
const dense = all.find(r => r.level === 0);
const refs = dense ? [{y: dense.top1, text: `dense ${percent2(dense.top1)}`}] : [];
const describe = r => `${r.arm}, level ${r.level}\naccuracy ${plusMinus(r.top1, r.top1_deviation, percent2)}\nkept ${percent(r.density)} (${times(r.compression_ratio)} smaller)\n${r.replicates} ${r.replicates === 1 ? "replicate" : "replicates"}`;
const series = (xOf, yOf, sdOf, textOf) => arms.map((name, i) => ({name, index: i, dash: report.controls.includes(name) ? DASHES[1 + report.controls.indexOf(name) % 3] : null,
  points: all.filter(r => r.arm === name && finite(yOf(r)) && xOf(r) > 0).map(r => ({x: xOf(r), y: yOf(r), sd: sdOf(r), text: textOf(r)})).sort((a, b) => b.x - a.x)})).filter(s => s.points.length);

if (all.length) {
  const AXES = {
    density: {label: "weights kept", log: true, reverse: true, format: percent},
    compression_ratio: {label: "compression ratio (parameters before / after)", log: true, format: times},
    theoretical_speedup: {label: "theoretical speed-up (multiply-adds before / after)", log: true, format: times},
    bytes_sparse: {label: "bytes, sparse", log: true, reverse: true, format: short},
  };
  const s = section("tradeoff", "Accuracy against size", `Mean over replicates${all.some(r => finite(r.top1_deviation)) ? "; bands are one sample standard deviation" : ""}. Controls are dashed. Accuracy is top-1 on the ${report.split} examples.`);
  const holder = () => { s.select(".figure").remove(); return s.insert("div", "details").attr("class", "figure"); };
  const draw = axis => curves(holder(), {label: `Curves of accuracy against ${AXES[axis].label}, one per arm. Use the arrow keys to go from point to point; the numbers are in the table below.`,
    x: AXES[axis], y: {label: "accuracy", format: d3.format(".1~%")}, series: series(r => r[axis], r => r.top1, r => r.top1_deviation, describe), refs});
  const first = choice(s, "Against", Object.keys(AXES).map(k => ({value: k, name: AXES[k].label})), draw);
  numbers(s, "curves");
  draw(first);

  if (all.some(r => finite(r.early_stop_iteration))) {
    const l = section("lottery", "How fast each level learns", "Iteration of the least validation loss, where early stopping would have stopped. Frankle and Carbin (2019) found winning tickets at least as fast as the dense network, and the same masks with fresh initial values slower.");
    curves(l, {label: "Curves of the early-stopping iteration against the share of weights kept, one per arm.", x: AXES.density, y: {label: "early-stop iteration", format: d3.format(",")},
      series: series(r => r.density, r => r.early_stop_iteration, r => r.early_stop_deviation, r => `${r.arm}, level ${r.level}\nearly stop ${plusMinus(r.early_stop_iteration, r.early_stop_deviation, d3.format(",.0f"))}\nkept ${percent(r.density)}\naccuracy there ${finite(r.early_stop_top1) ? percent2(r.early_stop_top1) : "–"} (validation)`)});
    numbers(l, "curves");
  }

  const COSTS = {params_nonzero: {label: "parameters kept", log: true, format: short}, macs_effective: {label: "multiply-adds", log: true, format: short}, bytes_sparse: {label: "bytes, sparse", log: true, format: short}};
  const p = section("pareto", "What is worth having", "Every network that was tried; the line joins those that no other beats in accuracy and cost together.");
  const drawFront = cost => {
    p.select(".figure").remove();
    const front = new Set(rows("pareto").filter(r => r.cost_kind === cost).map(r => r.id));
    const inFront = all.filter(r => front.has(`${r.arm}/${r.level}`)).map(r => ({x: r[cost], y: r.top1, text: describe(r)})).sort((a, b) => a.x - b.x);
    curves(p.insert("div", "details").attr("class", "figure"), {label: `Accuracy against ${COSTS[cost].label} of every network, with the Pareto front.`, x: COSTS[cost], y: {label: "accuracy", format: d3.format(".1~%")},
      series: [{name: "Pareto front", index: 7, points: inFront, step: true, dots: false}, ...series(r => r[cost], r => r.top1, () => null, describe).map(s => ({...s, line: false}))]});
  };
  const cost = choice(p, "Cost", Object.keys(COSTS).map(k => ({value: k, name: COSTS[k].label})), drawFront);
  numbers(p, "pareto");
  drawFront(cost);
}

const layers = rows("layers");
if (layers.length) {
  const s = section("layers", "Where the weights went", "Share of its weights that each layer keeps, mean over replicates, against the whole network's.");
  const draw = arm => {
    s.select(".figure").remove();
    const mine = layers.filter(r => r.arm === arm);
    const names = [...new Set(mine.map(r => r.layer))];
    curves(s.insert("div", "details").attr("class", "figure"), {label: `Curves of the share of weights kept per layer of ${arm}.`, x: {label: "weights kept in the whole network", log: true, reverse: true, format: percent}, y: {label: "weights kept in the layer", log: true, format: percent},
      series: names.map((name, i) => ({name, index: i, points: mine.filter(r => r.layer === name && r.density > 0 && r.network_density > 0).map(r => ({x: r.network_density, y: r.density, text: `${name}, level ${r.level}\nkept ${percent(r.density)} of ${whole(r.weights)}\nnetwork ${percent(r.network_density)}`})).sort((a, b) => b.x - a.x)})).filter(x => x.points.length)});
  };
  const arm = choice(s, "Arm", [...new Set(layers.map(r => r.arm))].sort((a, b) => arms.indexOf(a) - arms.indexOf(b)).map(a => ({value: a, name: a})), draw);
  numbers(s, "layers");
  draw(arm);
}

const sensitivity = rows("sensitivity");
if (sensitivity.length) {
  const s = section("sensitivity", "Which layers can be pruned", "Each layer pruned alone, nothing retrained: what is left of the accuracy. Bands are the interval of the estimate.");
  const kinds = [...new Set(sensitivity.map(r => r.setting))];
  const draw = kind => {
    s.select(".figure").remove();
    const figure = s.insert("div", "details").attr("class", "figure");
    const mine = sensitivity.filter(r => r.setting === kind);
    const names = [...new Set(mine.map(r => r.layer))];
    curves(figure, {label: "Curves of accuracy against sparsity, one per layer.", x: {label: "sparsity of the layer", format: d3.format(".0%")}, y: {label: "accuracy", format: d3.format(".0%")}, refs: [{y: d3.mean(mine, r => r.unpruned_top1), text: "unpruned"}],
      series: names.map((name, i) => ({name, index: i, dash: DASHES[Math.floor(i / COLOURS) % DASHES.length], points: mine.filter(r => r.layer === name).map(r => ({x: r.sparsity, y: r.top1, sd: finite(r.top1_high) ? (r.top1_high - r.top1_low) / 2 : null, text: `${name}\nsparsity ${percent(r.sparsity)}\naccuracy ${percent2(r.top1)}`})).sort((a, b) => a.x - b.x)}))});
    heatmap(figure, {label: "Heat map of the accuracy lost per layer and sparsity.", legend: "accuracy lost", x: {label: "sparsity of the layer", values: [...new Set(mine.map(r => r.sparsity))].sort(d3.ascending), format: d3.format(".0%")}, y: {values: names}, format: d3.format(".1~%"),
      cells: mine.map(r => ({x: r.sparsity, y: r.layer, value: r.unpruned_top1 - r.top1, text: `${r.layer}\nsparsity ${percent(r.sparsity)}\naccuracy ${percent2(r.top1)}`}))});
  };
  const kind = kinds.length > 1 ? choice(s, "Setting", kinds.map(k => ({value: k, name: k})), draw) : kinds[0];
  numbers(s, "sensitivity");
  draw(kind);
}

const speed = rows("speed");
if (speed.length) {
  const measured = speed.some(r => finite(r.measured_speedup));
  const s = section("speed", "Speed-up: in theory and measured", measured ? "Multiply-adds saved, and time saved where it was measured on real kernels." : "Multiply-adds saved. Nothing was measured in these tables: unstructured sparsity saves time only where kernels make use of it.");
  const mine = speed.filter(r => r.level > 0);
  const keys = [{name: "theoretical", index: 0}, ...(measured ? [{name: "measured", index: 1}] : [])];
  bars(s, {label: "Bars of the speed-up of each arm's deepest level.", x: "speed-up over the dense network", grouped: true, format: times, exact: times, keys,
    rows: mine.map(r => ({name: `${r.arm}, level ${r.level}`, values: [r.theoretical_speedup, ...(measured ? [r.measured_speedup ?? 0] : [])]}))});
  numbers(s, "speed");
}

const time = rows("time");
if (time.length) {
  const parts = ["train_ms", "evaluate_ms", "data_ms", "compile_ms", "prune_ms", "commit_ms", "other_ms"];
  const s = section("time", "Run time and where it went", `${seconds(d3.sum(time, r => r.wall_ms))} of work on one core each; what arms share is counted once, for the arm that ran it.`);
  bars(s, {label: "Stacked bars of run time per arm.", x: "time of all steps", format: seconds, exact: seconds, keys: parts.map((p, i) => ({name: p.replace("_ms", "").replace("data", "reading data").replace("compile", "compiling").replace("prune", "pruning").replace("train", "training").replace("evaluate", "evaluating").replace("commit", "writing"), index: i})),
    rows: time.map(r => ({name: r.arm, values: parts.map(p => Math.max(0, r[p]))}))});
  numbers(s, "time");
}

{
  const failures = report.tables.failures;
  const s = section("failures", "Failures", failures.rows.length ? "" : "No step failed.");
  if (failures.rows.length) numbers(s, "failures", true);
}
{
  const s = section("again", "To do it again", "The same settings give the same bits, on any number of cores and machines with the same arithmetic.");
  s.append("pre").append("code").text(report.commands);
  if (report.file) {
    s.append("p").text("The experiment file:");
    s.append("pre").append("code").text(report.file);
  }
  s.append("p").text("The exact settings of every step, as the tables hold them:");
  numbers(s, "settings");
}
document.documentElement.dataset.ready = "true";
