/** A line of what the engine says while it pulls or loads. */
export interface ImageEvent {
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  /** A failure after the answer's status code was sent: only this line tells. */
  readonly errorDetail?: { readonly message?: string };
}

const parse = (line: string): ImageEvent => {
  try {
    const event: ImageEvent = JSON.parse(line);
    return event;
  } catch {
    return {}; // something between us and the engine said something of its own
  }
};

/**
 * Reads the engine's answer to its end: it goes on working only while it is read.
 *
 * @throws what the engine says went wrong, also in the middle of the stream.
 */
export const followEvents = async (answer: NodeJS.ReadableStream, onEvent: (event: ImageEvent) => void): Promise<void> => {
  const decoder = new TextDecoder();
  let rest = "";
  const take = (text: string, isEnd: boolean) => {
    const lines = (rest + text).split("\n");
    rest = isEnd ? "" : (lines.pop() ?? "");
    for (const line of lines) {
      if (line.trim() === "") continue;
      const event = parse(line);
      if (event.errorDetail) throw new Error(event.errorDetail.message ?? "the engine gave no reason");
      onEvent(event);
    }
  };
  for await (const chunk of answer) take(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }), false);
  take("", true);
};
