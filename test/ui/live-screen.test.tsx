import { render } from "ink-testing-library";
import { expect, onTestFinished, test } from "vitest";
import type { UiCommand } from "../../dev/ui/hotkeys.ts";
import { LiveScreen, type UsageShown } from "../../dev/ui/LiveScreen.tsx";
import { createSession, type UiSession } from "../../dev/ui/session.ts";
import { usageOf } from "../support/builders.ts";
import { serviceView, UNICODE, viewOf } from "../support/screen.ts";

const DOWN = "\u001b[B";
const ESCAPE = "\u001b";

const open = (mode: "up" | "instance") => {
  const session: UiSession = createSession(mode, "shop-3fa9c1", viewOf(serviceView("kafka"), serviceView("vault")));
  const commands: UiCommand[] = [];
  const answers: boolean[] = [];
  const usage: UsageShown[] = [];
  const screen = render(<LiveScreen session={session} style={UNICODE} onCommand={(command) => commands.push(command)} onAnswer={(yes) => answers.push(yes)} onUsage={(now) => usage.push(now)} onMounted={() => {}} />);
  onTestFinished(() => {
    screen.unmount();
    session[Symbol.dispose]();
  });
  const shows = (text: string | RegExp) => expect.poll(() => screen.lastFrame()).toMatch(text);
  return { session, commands, answers, usage, press: (keys: string) => screen.stdin.write(keys), shows };
};

test("keys move, filter and search, and the frame follows", async () => {
  const { session, press, shows } = open("instance");
  session.write({ service: "kafka", at: "2026-11-20T10:00:00Z", text: "from kafka" });
  session.write({ service: "vault", at: "2026-11-20T10:00:01Z", text: "from vault" });
  await shows(/from kafka[^]*from vault/);
  press(DOWN);
  await shows(/▸✔ kafka/);
  press("\r");
  await shows(/log of kafka · following/);
  await expect.poll(() => session.get().ui.filter).toBe("selected");
  press(ESCAPE);
  await shows(/log of all services/);
  press("/vault\r"); // typed quickly: it comes in one piece
  await shows(/with "vault" · following/);
  expect(session.get().ui).toMatchObject({ query: "vault", typing: null });
});

test("a letter that is typed into a search is no command", async () => {
  const { commands, press, shows, session } = open("instance");
  press("/");
  await shows(/▏ {2}enter keeps it/);
  press("q");
  await shows(/\/q▏/);
  expect(commands).toEqual([]);
  press("\u0003");
  await expect.poll(() => commands).toEqual(["detach"]); // but Ctrl+C is
  expect(session.get().ui.typing).toBe("q");
});

test("what is beyond the screen is handed on", async () => {
  const instance = open("instance");
  instance.press("r");
  instance.press("s");
  instance.press("c");
  for (const key of ["v", "z", "i"]) instance.press(key);
  instance.press("q");
  await expect.poll(() => instance.commands).toEqual(["restart", "shell", "copy", "save", "restore", "seed", "detach"]);
  const up = open("up");
  up.press("\u0003");
  await expect.poll(() => up.commands).toEqual(["interrupt"]);
});

test.each([
  ["y", true],
  ["n", false],
  ["\r", false],
] as const)("what is asked stands on the screen until the next key (%j) answers it, which does nothing else", async (key, answer) => {
  const { session, commands, answers, press, shows } = open("instance");
  session.dispatch({ type: "ask", text: "Destroy the data of kafka?" });
  await shows("Destroy the data of kafka?");
  session.dispatch({ type: "say", text: "something else" });
  await shows("Destroy the data of kafka?");
  press(key);
  await expect.poll(() => answers).toEqual([answer]);
  expect(session.get().ui).toMatchObject({ asked: null, filter: "all" });
  expect(commands).toEqual([]);
  press("x");
  await expect.poll(() => commands).toEqual(["wipe"]);
});

test("a picture that changes is drawn, and a thousand lines are not a thousand frames", async () => {
  const { session, shows } = open("up");
  let pictures = 0;
  onTestFinished(session.subscribe(() => (pictures += 1)));
  session.show(viewOf(serviceView("kafka", { phase: "running", hold: "no leader yet" })));
  await shows(/no leader yet/);
  for (let line = 0; line < 1_000; line += 1) session.write({ service: "kafka", at: "2026-11-20T10:00:00Z", text: `line ${line}` });
  await shows(/line 999/);
  expect(pictures).toBeLessThan(10);
});

test("u shows what a service uses, the first one where none was selected", async () => {
  const { session, press, shows, usage } = open("instance");
  session.measure(new Map([["kafka", usageOf("kafka")]]));
  press("u");
  await shows(/usage of kafka[^]*CPU +1\.3 % of a processor/);
  expect(usage).toEqual(["shown"]); // this terminal is wide enough for columns
  press("u");
  await shows(/log of all services/);
});

test("while a run goes on nothing is measured", async () => {
  const { session, shows, usage } = open("up");
  session.measure(new Map([["kafka", usageOf("kafka")]]));
  await shows(/kafka +ready/);
  expect(usage).toEqual(["hidden"]);
});
