import xterm from "@xterm/headless";
import { expect, test } from "vitest";
import { cellsOf } from "../../scripts/pictures/cells.ts";
import { toSvg } from "../../scripts/pictures/svg.ts";

const drawn = async (text: string): Promise<string> => {
  const terminal = new xterm.Terminal({ cols: 20, rows: 4, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  return toSvg(cellsOf(terminal.buffer.active, 20, 4), "a <screen>");
};

test("a screen becomes text that can be read and selected, in its colours and columns", async () => {
  const svg = await drawn(" \u001b[32m✔\u001b[0m kafka \u001b[1mready\u001b[0m\r\n   \u001b[2ma < b & c\u001b[0m");
  expect(svg.split("\n").filter((line) => line.startsWith("<text"))).toEqual([
    '<text x="22.4" y="27.5" textLength="8.4" lengthAdjust="spacingAndGlyphs" fill="#6cc788">✔</text>',
    '<text x="39.2" y="27.5" textLength="42" lengthAdjust="spacingAndGlyphs" fill="#d5dbe3">kafka</text>',
    '<text x="89.6" y="27.5" textLength="42" lengthAdjust="spacingAndGlyphs" fill="#d5dbe3" font-weight="bold">ready</text>',
    '<text x="39.2" y="45.5" textLength="75.6" lengthAdjust="spacingAndGlyphs" fill="#d5dbe3" opacity="0.6">a &lt; b &amp; c</text>',
  ]);
  expect(svg).toContain("<title>a &lt;screen&gt;</title>");
});

test("it is as high as what is on it", async () => {
  expect(await drawn("one line")).toMatch(/height="46"/);
});
