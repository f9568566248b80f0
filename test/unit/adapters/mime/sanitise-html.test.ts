import { expect, test } from "@jest/globals";
import { sanitiseHtml } from "../../../../src/adapters/mime/sanitise-html.ts";
import { readMail } from "../../../support/read-mail.ts";

const clean = (html: string) => sanitiseHtml(html, new Map());
const ACTIVE =
  /<\s*(?:script|iframe|object|embed|svg|math|style|link|meta|base|form|input|button|video|audio)|\son\w+\s*=|javascript:|vbscript:|style\s*=|src\s*=\s*["']?(?:https?:)?\/\//i;

test.each([
  "<script>alert(1)</script>",
  "<scr<script>ipt>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<img src='//a.example/t.gif'>",
  "<img src=http://a.example/t.gif>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
  "<a href='javascript:alert(1)'>x</a>",
  "<a href=' java\tscript:alert(1)'>x</a>",
  "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
  "<form action=//a.example><input><button formaction=javascript:alert(1)>x</button></form>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<div style='background:url(//a.example/t.gif)'>x</div>",
  "<style>@import '//a.example/x.css'</style>",
  "<base href=//a.example><meta http-equiv=refresh content='0;url=//a.example'>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<template><img src=x onerror=alert(1)></template>",
  "<b onmouseover=alert(1)>x</b>",
  "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
  "<video><source onerror=alert(1)></video>",
  '<a href="x" title="><img src=x onerror=alert(1)>">x</a>',
  '<a href="https://a.example/?q= onclick=alert(1)">x</a>',
  '<a href="https://a.example/&quot; onclick=alert(1)">x</a>',
  '<p title="x onclick=alert(1)" lang="x onclick=alert(1)" dir="x onclick=alert(1)">x</p>',
  '<font color="red onload=alert(1)">x</font><ol start="1 onload=x" type="a onload=x"><li>x</ol>',
])("nothing of hostile HTML stays active: %j", (html) => {
  expect(clean(`<p>Words</p>${html}`)).not.toMatch(ACTIVE);
  expect(clean(`<p>Words</p>${html}`)).toContain("<p>Words</p>");
});

test.each([
  ['<a title="A &amp; B" lang="da">x</a>', '<a title="A &amp; B" lang="da">x</a>'],
  ['<img src="data:image/png;base64,AA" alt="50 % off">', '<img alt="50 % off" src="data:image/png;base64,AA" />'],
  ['<font color="#00ff00">x</font>', '<font color="#00ff00">x</font>'],
  [
    '<a href="https://a.example/a b?c=d&amp;e=%20f">x</a>',
    '<a href="https://a.example/a%20b?c=d&amp;e=%20f" rel="noopener noreferrer nofollow">x</a>',
  ],
])("attributes that are what they should be are kept: %s", (html, kept) => {
  expect(clean(html)).toBe(kept);
});

test("what people write with is kept", () => {
  const html = '<p>Hej <b>Anna</b></p><ul><li>et</li></ul><a href="https://a.example/x">se</a>';
  expect(clean(html)).toBe(
    '<p>Hej <b>Anna</b></p><ul><li>et</li></ul><a href="https://a.example/x" rel="noopener noreferrer nofollow">se</a>',
  );
});

test("a picture of the mail is named by the sum of its file, and one that is not in the mail goes", async () => {
  const mail = `From: one@north.example
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html

<p>See <img src="cid:a%2Bb@north.example" alt="shot"><img src="cid:gone@north.example"></p>
--b
Content-Type: image/png; name=shot.png
Content-ID: <a+b@north.example>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--
`;
  const { html, attachments } = await readMail(mail);
  expect(html).toContain(`<img alt="shot" src="cid:${attachments[0]?.sha256}" />`);
  expect(html).not.toContain("gone");
});
