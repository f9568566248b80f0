/** Thanks and agreement, as whole words, lower-cased. */
const THANKS = new Set(
  "tak mange tusind takker tusinde 1000 perfekt super fint fedt godt hjælpen hjælp for jer dig alt det virker nu lækkert thanks thank you thx cheers great perfect much appreciated very many lot a it works now that help your the so hej hi hello kh mvh vh hilsen venlig med bedste kind best regards danke vielen dank tack ok okay".split(
    " ",
  ),
);
const CORE = /(?:^|[^\p{L}])(?:tak|takker|thanks|thank you|thx|cheers|danke|tack)(?:$|[^\p{L}])/u;
const MAX_CHARACTERS = 120;
const MAX_STRAY_WORDS = 2;

/**
 * Whether a reply is nothing but thanks ("Tak for hjælpen!", "Thanks, it works now"): short, says thanks, asks nothing,
 * names nothing else but a name or two. Attachments make it more than thanks. Such a reply reopens nothing.
 */
export function isShortThanks(replyText: string, attachmentCount: number): boolean {
  const text = replyText.trim().toLowerCase();
  if (attachmentCount > 0 || text.length === 0 || text.length > MAX_CHARACTERS || text.includes("?")) return false;
  if (!CORE.test(text)) return false;
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return (
    words.filter((word) => !THANKS.has(word)).length <= MAX_STRAY_WORDS &&
    !/\b(?:but|men|not|ikke|however|dog|still|stadig)\b/.test(text)
  );
}
