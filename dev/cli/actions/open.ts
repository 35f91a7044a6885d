import { DevError } from "../../errors/dev-error.ts";
import { browsersFor } from "../../platform/browser.ts";
import type { Clock } from "../../platform/clock.ts";
import { unknownName } from "../../platform/closest.ts";
import { launch } from "../../platform/launch.ts";
import { openProject } from "../../wiring/project.ts";
import { webPages, type WebPageAt } from "../../wiring/web-pages.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { OpenInput } from "../commands/open.ts";

/** `minio`, `console` and `minio.console` are the same page where no other one could be meant. */
const chosen = (pages: readonly WebPageAt[], word: string | undefined): WebPageAt => {
  const meant = word === undefined ? pages : pages.filter(({ key }) => key === word || key.split(".").includes(word));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  const keys = pages.map(({ key }) => key);
  if (meant.length > 1) throw new DevError("USAGE", `${word === undefined ? "There are several pages" : `"${word}" could be several pages`}: ${meant.map(({ key }) => key).join(", ")}`, { hint: `For example: neotool dev open ${only?.key}` });
  throw unknownName("web page", word ?? "", keys);
};

/** Whether some program took it. One that is not there is no failure: the next one, or the address, will do. */
const openInBrowser = async (url: string, clock: Clock): Promise<boolean> => {
  for (const { program, args } of browsersFor(url, process)) {
    try {
      await launch(program, args, `Open ${url} yourself.`, clock);
      return true;
    } catch (error) {
      if (!(error instanceof DevError)) throw error;
    }
  }
  return false;
};

export const run = async ({ args, options }: OpenInput, { surroundings, interrupt, output }: CommandContext): Promise<CommandResult> => {
  const pages = await webPages(await openProject(surroundings), surroundings, interrupt.soft);
  const page = chosen(pages, args[0]);
  if (!page.isRunning) {
    const hint = page.kind === "process" ? `neotool dev run ${page.service}` : `neotool dev up --only ${page.service}`;
    throw new DevError("SERVICE_NOT_RUNNING", `${page.service} does not run, and ${page.key} is its page`, { hint });
  }
  const { key, url, login } = page;
  const mayOpen = !options.print && output.mode === "text" && process.stdout.isTTY === true;
  const opened = mayOpen && (await openInBrowser(url, surroundings.clock));
  if (!options.print && login !== null) output.narrate(`It asks for ${login}.`);
  return { data: { page: key, url, login, opened }, text: opened ? `Opened ${url}` : url };
};
