import type { FuzzKind } from './shell-fuzz-targets.js';

/** Takes a text apart at blanks; `·` stands for a blank within a piece, `¶` for a line end. */
function pieces(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((piece) => piece.replaceAll('·', ' ').replaceAll('¶', '\n'));
}

const EVERYWHERE = [
  ...pieces(
    `' " \` ( ) { } [ ] < > ; & | \\ / $ % @ # ! ? * = , . : + - ^ ~ a a· a; a¶ a, a. a( a(b( () '' "" 1· ·a=b· 😀 é`,
  ),
  ...pieces('__proto__ constructor toString 99999999999999999999 \u200b \u202e \ud800 a=a; a.b.c( ('),
  ' ',
  '\n',
  '\t',
  '\r',
  '\0',
];

const SHELL = pieces(String.raw`
  && || |& >> << <<< <<- &> 2>&1 >| <> $( ${'$'}{ $(( )) $' then elif fi done esac coproc time [[ ]] (( f() x=1 x+=y a=( a[1]= $x
  ${'$'}{a[@]} "$@" $* $1 ${'$'}{x# ${'$'}{x//a/ ${'$'}{x:- ${'$'}{x:1: ${'$'}{!x ${'$'}{#x {1..9} {a,b} {a..z} EOF <<EOF <<"EOF" <<~A
  sh·-c· eval· xargs· env·-S· sudo·-u·a· find·-exec· {}·\; ssh·h· docker·exec·a· rm·-rf· echo·a| printf·%s·a| base64·-d cm0=
  IFS=, PATH=a· bash· <( >( parallel· ::: git· tar· x=$x$x; x=1; x+=aaaaaaaa; ¶EOF¶ cat·<<E¶a¶E¶
  for·i·in·{1..64};do·ls·$i;done; f(){·f;f;·};f; if·a;then· case·a·in·b)· while·a;do· for·i·in·a;do· set·--·a·b; x=${'$'}{x//a/bb};
  x=${'$'}{x#*b}; alias·a=b; trap·ls·EXIT; echo·{a..z}{a..z}{a..z}; sh·-c·" read·x; (ls; x=*; cd·a; cd·..; pushd·a; export·x=$x$x;
  printf·-v·x·%s·$x$x; set·--·"$@"·a; set·--·$@·$@; a+=(x); a=(${'$'}{a[@]}·${'$'}{a[@]}); x=$(echo·$x$x); read·x·<<<$x$x;
  echo·$x$x>f;x=$(<f); a||x=a; a&&x=$x$x; echo·a>>f; ls|xargs·rm; f()g() [[·a·&&· while·a;do·x=$x$x;done; if·a;then·x=$x;fi;
  GIT_SSH_COMMAND=ls·git·pull; LD_PRELOAD=a·ls; exec·<a; let·a++; $((a++))· {a, ;;& ~/ "$x" "$(a)" $($( case·a·in·b)·c;;·esac;`);

const POWERSHELL = pieces(String.raw`
  $x='a'; $x=$x+$x; $x+='aaaaaaaa'; a| a|b; &a; &{a}; iex·'a'; iex·" $a.b(); [a]::b(); [a] @(1) @{a=1}; foreach($a·in·$b){c}; if(a){b};
  function·a{b}; "$(a)" "$a" @'¶a¶'@¶ @" @' <# <#a#> ${'`'}n -join -join·('a','b') '{0}'-f·'a' ('a'+'b') .('a') $( $($( ${'$'}{ $x$x
  powershell·-c·a; powershell·-e·a cmd·/c·dir; Get-Item·a; Remove-Item·a|Remove-Item| %{a} ?{a} Start-Process·a; {a;{b} ((a) "$x$x"
  $x="$x$x"; -f· 'a', 'a'+ $x, $x+ a·> a·>>a; --%·a `);

const CMD = pieces(String.raw`
  a& a&& a| %x% %x%%x% set·x=%x%%x%¶ set·x=%x%aaaaaaaa¶ set·x=a¶ if·a· if·a==a· if·a==a·( if·exist·a·( for·%i·in·(a)·do·
  for·/f·%i·in·('a')·do· ^ ^¶ ^& dir& del·a& call· call·a& start·a& %a:b=c% %x:a=bbbb% !a! !x:a=b! rem·a¶ :a¶ goto·a¶ cmd·/c·
  powershell·-c·a& echo·a>b& (a) ((a) @a 1>&2 >>a <a "a"& "a b" else· )·else·( `);

const SQL = pieces(String.raw`
  select· select·1; select·( select·1·union· with·a·as·( a·and· a·or· delete·from·t·where· drop·table·a; update·a·set·b=1;
  -- --·a¶ /* */ /**/ /*! /*!50000· */; $$ $$· $a$ E'\ e'a' 'a' "a" ''' \! \!·a \. \\ \d \d¶ \copy·a¶ \gexec¶ explain·analyze·
  begin; commit; do·$$a$$; delimiter·x¶ delimiter·;¶ use·a; source·a¶ system·a¶ .shell·a¶ .read·a¶ .tables¶ ¶.x ¶.x·a .output·|a¶
  create·trigger·a·begin· end; x'00' n'a' @a @@a [a] [ get·a¶ flushall¶ del·a·b¶ "\x41" config·set·dir·/¶ eval·a·0¶
  db. db.a.drop(); db.a.find(); db['a'] db[ {a:1} {$out: x=1; ${'`'}a${'$'}{b}${'`'} /a/ //a¶ use·a¶ .getSiblingDB( ISODate( (a), a(), a(b),
  insert·into·a·values·( values·(1),( case·when· not· 1=1· ::a || `);

const CODE = pieces(String.raw`
  import· import·a¶ import·a, from·a·import·b¶ from·a·import·b, require('a') require( os.system('a'); os. a.b(); a.b('c'); a(b); eval(
  exec( lambda·a: def·a():¶· class·a:¶ f' f"{ r' b' """ ''' """a""" f"""{a}""" ${'`'} ${'`'}a${'`'} ${'`'}${'$'}{ ${'`'}${'$'}{a} #{ #{a} %w(a· %w( %x( %q{ q( q{ qq{ qw(
  qx/ m/ m{ s/ s/a s/a/b/; s{a}{b}e; s/a/b/e; tr/ tr/a/b/; y/ =~/ /a/ /a/b /[ /\ <<A¶ <<~A; <<EOF¶ -> :: => ?. $a @a %a &a $a->b
  a=b; a='b'; {a}=b; {a}=require('b'); const·{a}=b; a=[1, ['a', ('a', 'a'+ 'a'. "a"+ //·a¶ /* /*a*/ #·a¶ # --·a¶ --[[ [[ ]] [=[
  <?php· ?> <? function·a(){ }; end· unless·a· if·a:¶· print· print·a;print·>·"a"; "a"|getline; print|"a"; system("a"); $1 {print} /a/{
  BEGIN{ ${'$'}{a} a? a! \x41 \u0041 s,a,b,¶ a\¶ i\a¶ w·a¶ e·a¶ s/a/b/w·a¶ 1,2 $!N {; :a; y/a/b/; r·a¶ /a/,/b/p; \,a,p; 1~2 eval·"a" open(F,">a"); `);

/** Each of these again and again, or a few of them together: what is not linear shows there. */
export const PIECES: Readonly<Record<FuzzKind, readonly string[]>> = {
  posix: [...new Set([...EVERYWHERE, ...SHELL])],
  powershell: [...new Set([...EVERYWHERE, ...POWERSHELL])],
  cmd: [...new Set([...EVERYWHERE, ...CMD])],
  sql: [...new Set([...EVERYWHERE, ...SQL])],
  code: [...new Set([...EVERYWHERE, ...CODE])],
};
