const BY_PLACE = [
  // Denmark: providers and the mail that came with a subscription.
  `mail.dk jubii.dk ofir.dk sol.dk get2net.dk tdcadsl.dk mail.tele.dk tele.dk post.tele.dk post1.tele.dk
   post2.tele.dk post3.tele.dk post4.tele.dk post5.tele.dk post6.tele.dk post7.tele.dk post8.tele.dk
   post9.tele.dk post10.tele.dk post11.tele.dk post12.tele.dk vip.cybercity.dk cybermail.dk stofanet.dk
   stofamail.dk youmail.dk webspeed.dk mail-online.dk dlgmail.dk dlgtele.dk privat.tele.dk
   mail1.stofanet.dk mail.stofanet.dk image.dk worldonline.dk tiscali.dk email.dk gvdnet.dk
   fibermail.dk energimail.dk nrdn.dk ewii-net.dk waoomail.dk fibernetmail.dk galnet.dk bolignet.dk
   kabelmail.dk kabelnettet.dk comxnet.dk mail.comxnet.dk dukamail.dk parknet.dk profibermail.dk firma.tele.dk
   nordfynsnet.dk skylinemail.dk turbopost.dk oncable.dk hotmail.dk live.dk outlook.dk yahoo.dk
   msn.dk gmx.dk`,
  // Google.
  `gmail.com googlemail.com`,
  // Microsoft.
  `outlook.com hotmail.com live.com msn.com passport.com windowslive.com outlook.at outlook.be outlook.cl
   outlook.co.id outlook.co.il outlook.co.nz outlook.co.th outlook.com.ar outlook.com.au outlook.com.br
   outlook.com.gr outlook.com.pe outlook.com.tr outlook.com.vn outlook.cz outlook.de outlook.es outlook.fr
   outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt
   outlook.sa outlook.sg outlook.sk hotmail.at hotmail.be hotmail.ca hotmail.ch hotmail.cl hotmail.co
   hotmail.co.id hotmail.co.il hotmail.co.in hotmail.co.jp hotmail.co.kr hotmail.co.nz hotmail.co.th
   hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.hk hotmail.com.mx
   hotmail.com.tr hotmail.com.tw hotmail.com.vn hotmail.cz hotmail.de hotmail.es hotmail.fi hotmail.fr hotmail.gr
   hotmail.hu hotmail.it hotmail.jp hotmail.lt hotmail.lv hotmail.my hotmail.nl hotmail.no hotmail.ph hotmail.pt
   hotmail.rs hotmail.se hotmail.sg hotmail.sk live.at live.be live.ca live.ch live.cl live.cn live.co.kr
   live.co.uk live.co.za live.com.ar live.com.au live.com.mx live.com.my live.com.ph live.com.pt live.com.sg
   live.de live.fi live.fr live.hk live.ie live.in live.it live.jp live.nl live.no live.ru live.se`,
  // Yahoo and AOL.
  `yahoo.com ymail.com rocketmail.com myyahoo.com yahoo.at yahoo.be yahoo.bg yahoo.ca yahoo.ch yahoo.cl yahoo.cn
   yahoo.co.id yahoo.co.il yahoo.co.in yahoo.co.jp yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za
   yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.co yahoo.com.hk yahoo.com.mx yahoo.com.my
   yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.ua yahoo.com.ve yahoo.com.vn
   yahoo.cz yahoo.de yahoo.ee yahoo.es yahoo.fi yahoo.fr yahoo.gr yahoo.hr yahoo.hu yahoo.ie yahoo.in yahoo.it
   yahoo.lt yahoo.lv yahoo.nl yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se yahoo.sk aol.com aol.co.uk aol.de
   aol.fr aol.it aol.nl aol.se aim.com love.com games.com wow.com netscape.net verizon.net`,
  // Apple.
  `icloud.com me.com mac.com`,
  // private mail and mail for a name of one's own.
  `proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me
   fastmail.com fastmail.fm hey.com hushmail.com hush.com mailfence.com posteo.de posteo.net posteo.dk
   mailbox.org disroot.org riseup.net runbox.com startmail.com ctemplar.com countermail.com zoho.com zohomail.com
   zohomail.eu mail.com email.com usa.com inbox.com gmx.com gmx.net gmx.de gmx.at gmx.ch gmx.fr gmx.eu gmx.us
   gmx.co.uk web.de 1und1.de lycos.com excite.com consultant.com engineer.com europe.com post.com mailinator.com
   guerrillamail.com yopmail.com 10minutemail.com temp-mail.org trashmail.com sharklasers.com duck.com
   mozmail.com simplelogin.com simplelogin.co anonaddy.com anonaddy.me relay.firefox.com privaterelay.appleid.com`,
  // the Nordic countries.
  `telia.com telia.se bredband.net bredband2.com comhem.se tele2.se swipnet.se spray.se passagen.se home.se
   glocalnet.net bahnhof.se online.no broadpark.no getmail.no lyse.net nettpost.no c2i.net start.no frisurf.no
   altibox.no kolumbus.fi elisanet.fi saunalahti.fi netti.fi luukku.com suomi24.fi pp.inet.fi inet.fi welho.com
   dnainternet.net mbnet.fi simnet.is internet.is vodafone.is olivant.fo`,
  // Germany, Austria, Switzerland.
  `t-online.de freenet.de arcor.de online.de kabelmail.de vodafone.de vodafonemail.de unitybox.de ewetel.net
   ewe.net netcologne.de versanet.de alice.de alice-dsl.net o2mail.de o2online.de email.de mail.de magenta.de
   chello.at aon.at utanet.at inode.at a1.net bluewin.ch hispeed.ch sunrise.ch swissonline.ch freesurf.ch`,
  // the Netherlands, Belgium, France.
  `ziggo.nl kpnmail.nl kpnplanet.nl planet.nl home.nl hetnet.nl xs4all.nl upcmail.nl chello.nl quicknet.nl
   telfort.nl tele2.nl casema.nl zonnet.nl solcon.nl telenet.be skynet.be proximus.be scarlet.be voo.be
   belgacom.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr cegetel.net
   club-internet.fr aliceadsl.fr voila.fr`,
  // the United Kingdom and Ireland.
  `btinternet.com btopenworld.com sky.com virginmedia.com ntlworld.com blueyonder.co.uk talktalk.net
   tiscali.co.uk talk21.com plus.com plusnet.com o2.co.uk orange.net fsmail.net freeserve.co.uk virgin.net
   eircom.net iol.ie`,
  // southern and eastern Europe.
  `libero.it virgilio.it tiscali.it alice.it tin.it tim.it fastwebnet.it inwind.it iol.it email.it telefonica.net
   terra.es ono.com movistar.es orange.es sapo.pt netcabo.pt clix.pt iol.pt mail.telepac.pt otenet.gr forthnet.gr
   wp.pl o2.pl onet.pl onet.eu op.pl poczta.onet.pl interia.pl interia.eu poczta.fm gazeta.pl tlen.pl vp.pl
   seznam.cz email.cz centrum.cz volny.cz post.cz azet.sk centrum.sk post.sk zoznam.sk freemail.hu citromail.hu
   t-online.hu abv.bg mail.bg dir.bg inbox.lv inbox.lt mail.ee hot.ee mail.ru bk.ru inbox.ru list.ru internet.ru
   yandex.ru yandex.com ya.ru rambler.ru lenta.ru ukr.net i.ua meta.ua bigmir.net`,
  // North and South America.
  `comcast.net att.net sbcglobal.net bellsouth.net pacbell.net ameritech.net swbell.net cox.net charter.net
   earthlink.net mindspring.com juno.com netzero.net netzero.com roadrunner.com rr.com twc.com optonline.net
   optimum.net frontier.com frontiernet.net windstream.net centurylink.net embarqmail.com q.com cableone.net
   suddenlink.net rogers.com shaw.ca sympatico.ca bell.net telus.net videotron.ca cogeco.ca uol.com.br bol.com.br
   terra.com.br ig.com.br globo.com globomail.com oi.com.br prodigy.net.mx telmexmail.com fibertel.com.ar
   arnet.com.ar speedy.com.ar`,
  // Asia and Oceania.
  `qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn 21cn.com tom.com
   aliyun.com naver.com hanmail.net daum.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp
   nifty.com biglobe.ne.jp ocn.ne.jp rediffmail.com rediff.com indiatimes.com sify.com bigpond.com bigpond.net.au
   optusnet.com.au iinet.net.au tpg.com.au dodo.com.au xtra.co.nz slingshot.co.nz clear.net.nz pchome.com.tw
   hinet.net singnet.com.sg pacific.net.sg walla.co.il walla.com netvision.net.il zahav.net.il mynet.com
   ttmail.com telkomsa.net mweb.co.za webmail.co.za vodamail.co.za`,
];

const DOMAINS: ReadonlySet<string> = new Set(BY_PLACE.flatMap((domains) => domains.split(/\s+/)));

/**
 * Whether anybody at all may get an address under this domain (any case): a provider of mail for the public. Such a domain never says for which
 * organisation somebody writes. The list is by hand: what people in Denmark and its neighbours have at home, and what is common in the world;
 * a provider that is not on it is a domain like any other.
 */
export function isPublicMailDomain(domain: string): boolean {
  return DOMAINS.has(domain.toLowerCase());
}
