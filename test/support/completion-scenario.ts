import { terminalShell, type ShellKind } from "./terminal-shell.ts";

/** What a person types and sees, in any shell: the tab key on commands, names, values, lists and paths. */
export const completesWhatIsTyped = async (kind: ShellKind): Promise<void> => {
  await using shell = await terminalShell(kind);
  const completes = async (typed: string, shown: string) => {
    shell.type(typed);
    await shell.shows(shown);
    await shell.clear();
  };
  await completes("neotool dev statu\t", "neotool dev status");
  await completes("./neotool dev resta\t", "./neotool dev restart");
  await completes("neotool dev up --strict\t", "--strict-ports");
  await completes("neotool dev up --only vaul\t", "vault");
  await completes("neotool dev env --format sh\t", "--format shell");
  await completes("neotool dev env --format=sh\t", "--format=shell");
  await completes("neotool dev keys rot\t", "keys rotate");
  // No blank behind "=": the number follows at once.
  shell.type("neotool dev up --port vault.\t");
  await shell.shows("vault.api=");
  shell.type("18200");
  await shell.shows("18200");
  await shell.clear();
  shell.type("neotool dev exec psql-\t\t");
  await shell.shows("psql-admin");
  await shell.shows("psql-pooled");
  await shell.clear();
  await completes("neotool dev images save dir-\t", "dir-one/");
};
