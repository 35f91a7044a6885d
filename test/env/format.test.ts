import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { formatVariables } from "../../dev/env/format.ts";
import { exec } from "../../dev/platform/exec.ts";

const PEM = "-----BEGIN PRIVATE KEY-----\nMIIJQgIBADANBgkqhkiG9w0BAQEFAASC+/==\n-----END PRIVATE KEY-----\n";

/** What a value may hold that some reader takes for something else. */
const VALUES: Readonly<Record<string, string>> = {
  PLAIN: "http://localhost:8200/v1",
  EMPTY: "",
  PEM,
  SPACES: "  two words  ",
  HASH: "before # after",
  DOLLAR: "a$HOME ${HOME} $(id) $$",
  BACKTICK: "`id`",
  BACKSLASH: "C:\\temp\\new\\$x",
  SINGLE: "it's",
  DOUBLE: 'say "hi"',
  BOTH: `it's "both"`,
  SINGLE_AND_DOLLAR: "it's $HOME",
  LINES_AND_QUOTES: 'first "line"\nsecond $line\n',
  TILDE: "~/x",
  GLOB: "*",
  EQUALS: "a=b=c",
  JSON: '{"a":["b\\n"]}',
  EXCLAMATION: "wow! !!",
};

const variables = new Map(Object.entries(VALUES));

test("a dotenv file gives Node back every value as it was", () => {
  expect(parseEnv(formatVariables(variables, "dotenv"))).toEqual(VALUES);
});

test("a key in a dotenv file stands on one line, which every reader of such files understands", () => {
  const line = formatVariables(new Map([["JWT_PRIVATE_KEY", PEM]]), "dotenv");
  expect(line).toBe(`JWT_PRIVATE_KEY="${PEM.replaceAll("\n", "\\n")}"`);
});

test("in a dotenv file, nothing that other readers expand stands between double quotes", () => {
  const quoted = formatVariables(variables, "dotenv").split("\n").filter((line) => /^\w+="/.test(line));
  expect(quoted.filter((line) => /[$`]/.test(line))).toEqual([]);
});

test("evaluated by a shell, every value is what it was, and nothing is run", async () => {
  const script = `${formatVariables(variables, "shell")}\nexec "$1" -e 'console.log(JSON.stringify(process.env))'`;
  const environment: Readonly<Record<string, string>> = JSON.parse(await exec("sh", ["-c", script, "sh", process.execPath], { hint: "" }));
  expect(environment).toMatchObject(VALUES);
});

test("the output of the command can be evaluated as it is printed: eval \"$(…)\"", async () => {
  const line = 'eval "$(cat)"; printf %s "$PEM|$DOLLAR|$SINGLE"';
  expect(await exec("sh", ["-c", line], { hint: "", input: formatVariables(variables, "shell") })).toBe(`${PEM}|${VALUES.DOLLAR}|${VALUES.SINGLE}`);
});

test("JSON gives every value back, in the order of the variables", () => {
  const json = formatVariables(variables, "json");
  expect(JSON.parse(json)).toEqual(VALUES);
  expect(Object.keys(JSON.parse(json))).toEqual([...variables.keys()]);
});

test("plain values are written plainly", () => {
  const plain = new Map([["POSTGRES_PORT", "16432"], ["SMTP_USERNAME", ""]]);
  expect(formatVariables(plain, "dotenv")).toBe("POSTGRES_PORT=16432\nSMTP_USERNAME=");
  expect(formatVariables(plain, "shell")).toBe("export POSTGRES_PORT=16432\nexport SMTP_USERNAME=");
});

test("no variables are no lines", () => {
  expect([formatVariables(new Map(), "dotenv"), formatVariables(new Map(), "shell"), formatVariables(new Map(), "json")]).toEqual(["", "", "{}"]);
});
