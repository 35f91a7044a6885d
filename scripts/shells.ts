import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { $, which } from "zx";

/**
 * The completion scripts in zsh and fish themselves: `npm run test:shells`. The shells are this machine's; on Debian and Ubuntu those
 * that are missing are got as packages and unpacked beside, nothing is installed. The suite does not need them: bash, which has the
 * same script in other words, is tested there.
 */
$.verbose = true;
const PACKAGES = ["zsh", "zsh-common", "fish", "fish-common", "libpcre2-32-0"] as const;
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "neotool", "shells");
const unpacked = join(cache, "root");

const installed = { zsh: await which("zsh", { nothrow: true }), fish: await which("fish", { nothrow: true }) };
if ((!installed.zsh || !installed.fish) && !existsSync(join(unpacked, "usr/bin/fish"))) {
  await mkdir(cache, { recursive: true });
  await $({ cwd: cache })`apt-get download ${[...PACKAGES]}`;
  await $({ cwd: cache })`sh -c ${'for package in *.deb; do dpkg-deb -x "$package" root.partial && rm "$package"; done && mv root.partial root'}`;
}
const shared = join(unpacked, "usr/share");
const zshSetUp = installed.zsh ? "" : `fpath=('${shared}/zsh/functions' '${shared}/zsh/functions'/Completion{,/*}(N)); module_path=('${unpacked}'/usr/lib/*/zsh/*(N))`;
const fishSetUp = installed.fish ? "" : `set fish_function_path '${shared}/fish/functions'`;
const libraries = (await $`sh -c ${`find '${unpacked}' -name libpcre2-32.so.0 -exec dirname {} ';' 2>/dev/null || true`}`).stdout.trim();
const run = await $({
  stdio: "inherit",
  nothrow: true,
  env: {
    ...process.env,
    NEOTOOL_TEST_ZSH: installed.zsh ?? join(unpacked, "bin/zsh"),
    NEOTOOL_TEST_ZSH_SETUP: zshSetUp,
    NEOTOOL_TEST_FISH: installed.fish ?? join(unpacked, "usr/bin/fish"),
    NEOTOOL_TEST_FISH_SETUP: fishSetUp,
    NEOTOOL_TEST_LIBRARIES: installed.fish ? "" : libraries,
  },
})`npx --no-install vitest run --project shells`;
process.exitCode = run.exitCode ?? 1;
