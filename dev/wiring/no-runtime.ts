import type { Runtime } from "../engine/runtime.ts";

const asksTheEngine = (): never => {
  throw new Error("this was to be done without a container engine");
};

/** In the place of a runtime where an instance's applications are looked after and no engine is asked: it has nothing. */
export const noRuntime: Runtime = {
  id: "container",
  pauses: "service",
  engineContainer: asksTheEngine,
  observe: async () => ({ containers: new Map(), volumes: new Set(), network: false, strangers: [] }),
  observeContainers: async () => ({ containers: new Map() }),
  apply: asksTheEngine,
  provisions: asksTheEngine,
  describe: asksTheEngine,
  exited: asksTheEngine,
  watch: asksTheEngine,
  logs: asksTheEngine,
  logBatches: asksTheEngine,
  stats: asksTheEngine,
  exec: asksTheEngine,
  attach: asksTheEngine,
  readFile: asksTheEngine,
};
