import { expect, test } from "vitest";
import { BadSubstitution, substitute } from "../../../../dev/parity/load/flux/substitute.ts";

const VALUES = { name: "abcdEFGH28ij", path: "/home/otto/ideas/thoughts.for.today", z: "abcABC123ABCabc", file: "bash.string.txt", empty: "" } as const;
const to = (text: string) => substitute(text, VALUES).text;

test.each([
  ["plain text", "plain text"],
  ["${name}", "abcdEFGH28ij"],
  ["x${name}y${name}", "xabcdEFGH28ijyabcdEFGH28ij"],
  ["$name and $", "$name and $"],
  ["${none:=fallback}", "fallback"],
  ["${none:-fallback}", "fallback"],
  ["${none=fallback}", "fallback"],
  ["${empty:=fallback}", "fallback"],
  ["${name:=fallback}", "abcdEFGH28ij"],
  ["${none:=a${name}-b}", "aabcdEFGH28ij-b"],
  ["${none:=}", ""],
  ["${#name}", "12"],
  ["${name^}", "AbcdEFGH28ij"],
  ["${name^^}", "ABCDEFGH28IJ"],
  ["${name,,}", "abcdefgh28ij"],
  ["${path:11}", "ideas/thoughts.for.today"],
  ["${path:11:5}", "ideas"],
  ["${name:1:-1}", "bcdEFGH28i"],
  ["${z/abc/xyz}", "xyzABC123ABCabc"],
  ["${z//abc/xyz}", "xyzABC123ABCxyz"],
  ["${z/#abc/XYZ}", "XYZABC123ABCabc"],
  ["${z/%abc/XYZ}", "abcABC123ABCXYZ"],
  ["${file/./}", "bashstring.txt"],
  ["${path//\\//-}", "-home-otto-ideas-thoughts.for.today"],
  ["${file#*.}", "string.txt"],
  ["${file##*.}", "txt"],
  ["${file%.*}", "bash.string"],
  ["${file%%.*}", "bash"],
  ["$${name}", "${name}"],
  ["kill $$", "kill $"],
  ["$${none=${name}}", "${none=abcdEFGH28ij}"],
])("%s becomes %s, as in Flux", (text, expected) => {
  expect(to(text)).toBe(expected);
});

test("a variable without value and default is empty, and is told", () => {
  expect(substitute("a: ${none}\nb: ${#other}\nc: ${third:=x}", VALUES)).toEqual({ text: "a: \nb: 0\nc: x", missing: ["none", "other"] });
});

test.each(["${name", "${", "${name-default}", "${{ name }}", "${a.b}"])("%s is refused, as Flux refuses it", (text) => {
  expect(() => substitute(text, VALUES)).toThrow(BadSubstitution);
});

test("a value that looks like a variable is not looked at again", () => {
  expect(substitute("${a}", { a: "${b}", b: "wrong" }).text).toBe("${b}");
});
