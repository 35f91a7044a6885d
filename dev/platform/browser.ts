/** What decides whether this machine can show a page, and how. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program that opens an address in the user's browser. */
export interface Opener {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * How to open an address here, best first; none where nobody would see it: a console without a screen, a remote shell, CI.
 *
 * @example browsersFor("http://127.0.0.1:9001", { platform: "darwin", env: {} }) // [{ program: "open", args: ["http://127.0.0.1:9001"] }]
 */
export const browsersFor = (url: string, { platform, env }: Desktop): readonly Opener[] => {
  if (env.CI) return [];
  if (platform === "darwin") return env.SSH_CONNECTION ? [] : [{ program: "open", args: [url] }];
  return [
    // Windows' own browser, which sees 127.0.0.1 of WSL as its own.
    ...(env.WSL_DISTRO_NAME ? [{ program: "wslview", args: [url] }] : []),
    ...(env.DISPLAY || env.WAYLAND_DISPLAY ? [{ program: "xdg-open", args: [url] }] : []),
  ];
};
