const GREETING =
  /^(?:hej|hejsa|hi|hello|hey|hei|heisann|dear|kære|goddag|god|hallo|guten|liebe|lieber|sehr|moin|bonjour|madame|hola|buenos|buenas|estimad[oa]s?|ciao|buongiorno|gentile|dzień|cześć|witam|szanowni|moi|hyvää|hoi|beste|geachte|bäste|bästa)(?![\p{L}\p{N}])(?:[\s,]+\S+){0,3}$/iu;

/** Whether a line is how mails begin: a word of greeting and at most three more. */
export function isGreeting(line: string): boolean {
  return line.length < 80 && GREETING.test(line.trim());
}
