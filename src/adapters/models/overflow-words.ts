/**
 * How providers say that a request is longer than the model's context. Neither Converse (a ValidationException) nor
 * LiteLLM's proxy (a plain 400, with the name of its exception in the text) has a code for it, so their words are all
 * there is; LiteLLM tells them apart in the same way (litellm/litellm_core_utils/exception_mapping_utils.py). Wrongly
 * read either way costs one request: with less evidence to the same model, or the whole one to the next.
 */
const overflow =
  /ContextWindowExceededError|context_length_exceeded|(?:input|prompt) is too long|too many (?:input )?tokens|input tokens exceed|maximum context length|exceeds? the (?:model's )?(?:context|maximum number of tokens)|exceed context limit|expected maxLength/iu;

/** Whether an error's text tells of a context that is too small. */
export function isOverflow(message: string): boolean {
  return overflow.test(message.slice(0, 10_000));
}
