import { join } from "node:path";
import { expect, test } from "vitest";
import { exec } from "../../dev/platform/exec.ts";
import { ownUserId } from "../../dev/platform/own-user.ts";

const root = join(import.meta.dirname, "../..");
/** Only root can really be somebody else; for all others Node says what it would say then. */
const BECOME_NOBODY_KNOWN =
  ownUserId() === 0
    ? "process.setuid(54321)"
    : 'process.getuid = () => 54321; (await import("node:os")).default.userInfo = () => { throw new Error("uv_os_get_passwd returned ENOENT"); }; (await import("node:module")).syncBuiltinESMExports()';
/** What a user gets who has a number and no name. */
const asNobodyKnown = async (module: string, expression: string): Promise<string> => {
  const source = `const it = await import(${JSON.stringify(join(root, module))}); ${BECOME_NOBODY_KNOWN}; console.log(String(${expression}));`;
  return (await exec(process.execPath, ["--input-type=module", "-e", source], { hint: "" })).trim();
};

test("a user whom the system knows by no name has all commands, an own folder for sockets, and a number in the place of the name", async () => {
  expect(await asNobodyKnown("dev/wiring/surroundings.ts", "it.realSurroundings().uid")).toBe("54321");
  expect(await asNobodyKnown("dev/runtimes/process/paths.ts", `it.processPaths("/${"x".repeat(200)}").socket`)).toContain("/neotool-54321/");
  expect(await asNobodyKnown("dev/platform/own-user.ts", "it.ownUserName()")).toBe("54321");
});
