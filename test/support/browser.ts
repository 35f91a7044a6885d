import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { launch, type Browser } from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] as const;

const isProgram = (path: string): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false);

/** A headless browser of this machine. @throws when it has none, with how to get one. */
export const openBrowser = async (): Promise<Browser> => {
  const candidates = [process.env.CHROME_PATH ?? "", ...(process.env.PATH ?? "").split(":").flatMap((folder) => NAMES.map((name) => join(folder, name)))];
  for (const executablePath of candidates) {
    if (executablePath !== "" && (await isProgram(executablePath))) return await launch({ executablePath, args: ["--no-sandbox"], defaultViewport: { width: 1600, height: 2400 } });
  }
  throw new Error("this machine has no Chromium: install it (apt-get install chromium), or name one by CHROME_PATH");
};
