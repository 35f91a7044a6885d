import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../../../dev/platform/package-root.ts";
import { javaTools } from "./java-tools.ts";

const SOURCES = import.meta.dirname;
const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa(file, args, { env, reject: false, stdin: "ignore", timeout: 280_000 });

/** Changes when the program does: each build has a folder of its own. */
const fingerprint = async (): Promise<string> => {
  const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".ts")).map((entry) => join(entry.parentPath, entry.name)).sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(SOURCES.length)).update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
};

/** Compiles the program where it has changed, into the user's cache. Packages that Maven has already are not asked for again. */
const build = async (): Promise<string> => {
  const folder = join(cacheDirectory(process.env, homedir()), "jdbc-client", await fingerprint());
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}.partial`;
  const maven = (...more: readonly string[]) => run("mvn", ["-B", "-q", "-f", join(SOURCES, "pom.xml"), `-Doutput=${partial}`, ...more, "process-classes"]);
  try {
    const offline = await maven("-o");
    const { exitCode, stdout } = offline.exitCode === 0 ? offline : await maven();
    if (exitCode !== 0) throw new Error(`Maven could not build the JDBC test's program:\n${stdout}`);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
};

/**
 * Builds and runs the Java program with these variables, and gives what it printed.
 *
 * @throws {DevError} `TOOL_MISSING` where Java or Maven cannot be had: it is never skipped.
 */
export const runJdbcClient = async (env: Readonly<Record<string, string>>): Promise<string> => {
  await javaTools();
  const folder = await build();
  const { exitCode, stdout, stderr } = await run("java", ["-cp", [join(folder, "classes"), join(folder, "lib", "*")].join(":"), "dev.neotool.test.Main"], env);
  if (exitCode !== 0) throw new Error(`the JDBC test's program failed:\n${stderr}`);
  return stdout;
};
