/** One cell of a terminal: what stands in it, and how. */
export interface Cell {
  readonly text: string;
  readonly color: "plain" | "green" | "red" | "yellow";
  readonly bold: boolean;
  readonly dim: boolean;
}

/** Neighbours that look alike: drawn as one text. */
interface Run {
  readonly column: number;
  readonly text: string;
  readonly look: Omit<Cell, "text">;
}

const CELL = { width: 8.4, height: 18, font: 14 } as const;
const MARGIN = 14;
const BACKGROUND = "#11151c";
const COLORS: Readonly<Record<Cell["color"], string>> = { plain: "#d5dbe3", green: "#6cc788", red: "#ef7d7d", yellow: "#e3c467" };

const escapeXml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const looksLike = (a: Omit<Cell, "text">, b: Omit<Cell, "text">): boolean => a.color === b.color && a.bold === b.bold && a.dim === b.dim;

const runsOf = (row: readonly Cell[]): readonly Run[] => {
  const runs: Run[] = [];
  row.forEach(({ text, ...look }, column) => {
    const last = runs.at(-1);
    if (last && looksLike(last.look, look)) runs[runs.length - 1] = { ...last, text: last.text + (text || " ") };
    else runs.push({ column, text: text || " ", look });
  });
  // Blanks are background; drawn, they would only make the file longer.
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).flatMap((run) => {
    const lead = run.text.length - run.text.trimStart().length;
    return run.text === "" ? [] : [{ ...run, column: run.column + lead, text: run.text.trimStart() }];
  });
};

const round = (number: number): string => String(Math.round(number * 10) / 10);

const textOf = ({ column, text, look }: Run, row: number): string => {
  const x = round(MARGIN + column * CELL.width);
  const y = round(MARGIN + (row + 0.75) * CELL.height);
  const style = [`fill="${COLORS[look.color]}"`, ...(look.bold ? ['font-weight="bold"'] : []), ...(look.dim ? ['opacity="0.6"'] : [])].join(" ");
  // With its length given, columns stand under each other in whatever font the reader has.
  return `<text x="${x}" y="${y}" textLength="${round([...text].length * CELL.width)}" lengthAdjust="spacingAndGlyphs" ${style}>${escapeXml(text)}</text>`;
};

/**
 * A terminal's screen as a picture.
 *
 * @param title What it shows, for those who cannot see it.
 */
export const toSvg = (rows: readonly (readonly Cell[])[], title: string): string => {
  const columns = Math.max(...rows.map(({ length }) => length), 1);
  const [width, height] = [round(columns * CELL.width + 2 * MARGIN), round(rows.length * CELL.height + 2 * MARGIN)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${CELL.font}" xml:space="preserve">`,
    ...rows.flatMap((row, index) => runsOf(row).map((run) => textOf(run, index))),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
};
