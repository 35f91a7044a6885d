import { expect, test } from "vitest";
import { createRedactor } from "../../dev/platform/redact.ts";

const MASK = "‹redacted›";

const redact = (secrets: readonly string[], text: string): string => {
  const redactor = createRedactor();
  redactor.hide(...secrets);
  return redactor.redact(text);
};

test("a secret is hidden wherever it turns up, every time", () => {
  expect(redact(["s3cr3t-t0ken"], "token=s3cr3t-t0ken again: s3cr3t-t0ken")).toBe(`token=${MASK} again: ${MASK}`);
});

test("a secret is hidden as it stands in a connection URI", () => {
  expect(redact(["p@ss/w:rd+1"], "postgresql://u:p%40ss%2Fw%3Ard%2B1@localhost/db")).toBe(`postgresql://u:${MASK}@localhost/db`);
});

const PEM = "-----BEGIN PRIVATE KEY-----\nMIIJQgIBADANBgkqhkiG9w0BAQEFAASC\nCSwwggkoAgEAAoICAQDGr+/3oT==\n-----END PRIVATE KEY-----\n";

test("a key of many lines is hidden in a JSON line", () => {
  expect(redact([PEM], JSON.stringify({ private: PEM }))).toBe(`{"private":"${MASK}"}`);
});

test("a key of many lines is hidden line by line, however its line breaks are written", () => {
  const shown = redact([PEM], [...PEM.split("\n"), JSON.stringify(JSON.stringify(PEM)), PEM.replaceAll("\n", "\r\n")].join("\n"));
  expect(shown).not.toMatch(/MIIJ|CSww/);
  expect(shown).toContain("-----BEGIN PRIVATE KEY-----");
});

test("a word that somebody pinned as a password is not hidden in every sentence", () => {
  expect(redact(["neotool", ""], "neotool brings up neotool_db")).toBe("neotool brings up neotool_db");
});

test("of two secrets that begin alike, nothing of the longer one stays", () => {
  expect(redact(["abcdefgh", "abcdefgh-and-more"], "x abcdefgh-and-more y abcdefgh z")).toBe(`x ${MASK} y ${MASK} z`);
});

test("secrets that come later are hidden from then on", () => {
  const redactor = createRedactor();
  expect(redactor.redact("first-secret")).toBe("first-secret");
  redactor.hide("first-secret");
  redactor.hide("second-secret");
  expect(redactor.redact("first-secret second-secret")).toBe(`${MASK} ${MASK}`);
});

test("a secret with signs of regular expressions is text like any other", () => {
  expect(redact(["a.b*c(d$1"], "a.b*c(d$1 aXbc(d$1")).toBe(`${MASK} aXbc(d$1`);
});

test("the key that Vault makes at its start and prints is hidden, known or not", () => {
  expect(createRedactor().redact("Unseal Key: 9rQCP4RL7bcjDIaRi/kY4ELck0iUeP5pcjxfgQoHi3Q=")).toBe("Unseal Key: ‹redacted›");
  const line = JSON.stringify({ text: "Unseal Key: 9rQCP4RL7bcjDIaRi/kY4ELck0iUeP5pcjxfgQoHi3Q=" });
  expect(JSON.parse(createRedactor().redact(line))).toEqual({ text: "Unseal Key: ‹redacted›" });
});
