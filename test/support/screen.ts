import type { ServiceView, View } from "../../dev/engine/view.ts";
import { createLogRing, type LogRing } from "../../dev/ui/log-ring.ts";
import type { ScreenModel } from "../../dev/ui/screen-model.ts";
import { styleFor } from "../../dev/ui/style.ts";
import { INITIAL, type UiState } from "../../dev/ui/ui-state.ts";

export const serviceView = (name: string, over: Partial<ServiceView> = {}): ServiceView => ({
  name,
  kind: "container",
  phase: "ready",
  hold: null,
  awaits: [],
  endpoints: [{ name: "api", host: "127.0.0.1", port: 8200, url: "http://127.0.0.1:8200" }],
  readyAfterMs: null,
  error: null,
  ...over,
});

export const viewOf = (...services: readonly ServiceView[]): View => ({ startedAt: 0, notices: [], services: new Map(services.map((one) => [one.name, one])) });

export const screenModel = (view: View, ui: Partial<UiState> = {}, over: Partial<ScreenModel> = {}): ScreenModel => ({
  mode: "instance",
  instance: "shop-3fa9c1",
  view,
  since: new Map(),
  usage: new Map(),
  ui: { ...INITIAL, ...ui },
  ...over,
});

/** A log with these lines, a second apart: `kafka: started`. */
export const logOf = (...lines: readonly string[]): LogRing => {
  const log = createLogRing();
  lines.forEach((line, index) => {
    const [service = "", text = ""] = line.split(/: (.*)/s);
    log.push({ service, text, at: new Date(Date.UTC(2026, 10, 20, 10) + index * 1_000).toISOString() });
  });
  return log;
};

export const UNICODE = styleFor({ LANG: "en_US.UTF-8" }, "linux");
export const ASCII = styleFor({ LANG: "C", NO_COLOR: "1" }, "linux");
