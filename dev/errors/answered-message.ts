/** What a server says in an answer of the form `{"message": "…"}`, as the engine and Kubernetes do; the whole text where it is of another. */
export const answeredMessage = (body: string): string => {
  try {
    const message: unknown = JSON.parse(body)?.message;
    return typeof message === "string" ? message : body.trim();
  } catch {
    return body.trim();
  }
};
