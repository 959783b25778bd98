"""The patterns of the styles of `more.py`; `styles.py` says how to read them."""

MORE_DRUMS: dict[str, tuple[str, ...]] = {
    "lofi": (
        "k:x... ..x. ..x. .2..;s:.... X... .... X..1;h:xxxx xxxx xxxx xxxx",
        "k:x..x .... ..x. .3..;r:.... X... .... X...;h:xoxo xoxo xoxo xoxo",
        "k:x... ...x .x.. ..2.;s:.... X... .... X.3.;m:xoxx xoxx xoxx xoxx",
    ),
    "old_school": (
        "k:x.x. ..x. ..x. ....;c:.... X... .... X...;h:x.xx x.xx x.xx x.xx",
        "k:X... ..x. x..x ....;s:.... X... .... X...;h:xxxx xxxx xxxx xxxx;w:x..x ..x. .x.. x...",
        "k:x..x ..x. ..x. x...;s:.... X... .... X.2.;h:x.x. x.x. x.x. x.x.",
    ),
    "slow_rap": (
        "k:x... ..3x ..x. ....;c:.... X... .... X...;h:xxxx xxxx xxxx xxxx",
        "k:x... .x.. x... ..x.;s:.... X... .... X...;h:xxxx x.xx xxxx x.xx",
        "k:x.3. ...x ..x. ...3;s:.... X... .... X...;t:x.x. x.x. x.x. x.x.;h:.2.2 .2.2 .2.2 .2.2",
    ),
    "trap_rolls": (
        "k:x....... ........ ....x... ........;c:........ X....... ........ X.......;h:x.x.x.x. x.x.xxxx x.x.x.x. x.xxx.x.",
        "k:x.....x. ........ ....x... ..3.....;s:........ X....... ........ X.......;h:x.x.x.x. x.x.x.x. x.xxxxxx x.x.x.x.",
        "k:x....... ....x... ........ 4...3...;c:........ X....... ........ X.......;h:x...x... x.x.x... x...x.x. xxxxx...",
    ),
    "drill": (
        "k:x... ..x. ...x ..3.;s:.... X... .... X...;h:x..x ..x. x..x ..x.",
        "k:x..x .... ..x. ...x;c:.... X... .... X..3;h:x..x ..xx x..x ..x.",
    ),
    "liquid": (
        "k:X... .... ..x. ....;s:.... X... .... X...;m:x.x. x.x. x.x. x.x.;d:x... x... x... x...",
        "k:X... .... .3x. ....;s:.... X... .... X...;h:xoxo xoxo xoxo xoxo",
        "k:X... ..2. ..x. ....;s:.... X..o .... X.o.;d:x.x. x.x. x.x. x.x.",
    ),
    "chopped": (
        "k:x... ..x. ..x. x...;s:.... X..o .o.. X.o.;h:xxxx xxxx xxxx xxxx",
        "k:x.x. ..x. .... x.x.;s:.... X.o. ..o. X.o.;h:x.x. x.x. x.x. x.x.",
        "k:x..x .... .x.. x...;s:...o X..o ..o. X..x;d:x.x. x.x. x.x. x.x.",
        "k:x... x... .... .x..;s:..x. X... ..x. X...;o:x... x... x... x...;h:..x. ..x. ..x. ..x.",
    ),
    "big_beat": (
        "k:x... ..x. .3x. ....;s:.... X..o ...o X...;h:xxxx xxxx xxxx xxxx",
        "k:x..x ..x. .x.. ....;s:.... X... .... X..x;o:x.x. x.x. x.x. x.x.",
        "k:x.x. .... x.x. ...x;s:.... X..2 .2.. X...;d:x... x... x... x...",
    ),
    "two_step": (
        "k:x... .... ..x. ....;c:.... X... .... X...;h:..xx .xx. ..xx .xx.",
        "k:x..3 .... ..x. .3..;s:.... X... .... X...;h:.xx. .xx. .xx. .xxx",
        "k:x... .... .x.. ..x.;r:.... X... .... X...;o:..x. ..x. ..x. ..x.",
    ),
    "deep_house": (
        "k:X... X... X... X...;o:..x. ..x. ..x. ..x.;r:...3 ..3. .3.. 3...",
        "k:X... X... X... X...;h:.xx. .xx. .xx. .xx.;c:.... x... .... x...",
        "k:X... X... X... X...;m:xxxx xxxx xxxx xxxx;o:..X. ..X. ..X. ..X.",
    ),
    "festival": (
        "k:X... X... X... X...;o:..X. ..X. ..X. ..X.",
        "k:X... X... X... X...;c:.... X... .... X...;m:..xx ..xx ..xx ..xx",
        "k:X... X... X... X...;Z:..x. ..x. ..x. ..x.",
    ),
    "busy_rock": (
        "k:x..x ..x. x..x ..x.;s:.... X... .... X...;h:xxxx xxxx xxxx xxxx",
        "k:x.xx ..x. ..xx ..x.;s:.... X... .... X..2;h:x.x. x.x. x.x. x.x.",
        "k:x.x. ..x. x.x. ..x.;s:.... X... .... X...;o:x.x. x.x. x.x. x.x.",
        "k:xx.x ...x .xx. ...x;s:.... X... .... X...;d:x.x. x.x. x.x. x.x.",
    ),
    "slow_pop": (
        "k:x.x. ..x. .... x.x.;s:.... X... .... X...;h:x.x. x.x. x.x. x.x.;t:xxxx xxxx xxxx xxxx",
        "k:x..x ...x .x.. ..x.;c:.... X... .... X...;h:xxxx xxxx xxxx xxxx",
        "k:x... ..xx ..x. ....;s:.... X... .... X...;h:x3x3 x3x3 x3x3 x3x3",
    ),
    "six_ballad": (
        "k:x..... ....3.;s:...... X.....;h:x.x.x. x.x.x.",
        "k:x...x. ....x.;s:...... X.....;d:x.x.x. x.x.x.",
        "k:x....x ..x...;s:...... X.....;h:xxxxxx xxxxxx",
        "k:x..... ......;r:...... x.....;h:x.xxx. x.xxx.",
    ),
    "twelve_ballad": (
        "k:x.. ... x.. ..x;s:... X.. ... X..;d:x.. x.. x.. x..",
        "k:x.. ..x ..x ...;r:... X.. ... X..;h:xxx xxx xxx xxx",
        "k:x.x ... x.. ...;s:... X.. ... X..;h:xxx xxx xxx xxx;t:... x.. ... x..",
    ),
}  # fmt: skip

MORE_BASS: dict[str, tuple[str, ...]] = {
    "lofi": ("R--- ---- ..R- --a-", "R... ..R. .R.. ..5.", "R--R ---- R--- --a-"),
    "old_school": ("R... ..R. ..R. ....", "R.R. ..R. 8.R. ..5.", "R--- ---- ---- --a-"),
    "slow_rap": ("R--- ---- .RR- ----", "R--- --R- .... R---", "R-R- ---- R--- 5-a-"),
    "trap_rolls": ("R------- -------- ----R--- --------", "R------- ----R--- -------- R-------"),
    "drill": ("R--- --R- ---R ----", "R--- ---- --R- --5-"),
    "liquid": ("R--- ---- ---- ----", "R--- ---- --R- -5--", "R--- --5- ---- R---"),
    "chopped": ("R--- ---- ---- ----", "R-R- ..R- ..R- ....", "R... ..8. R... ..5."),
    "big_beat": ("R.R. ..R. R.8. ..a.", "RRRR RRRR RRRR RRRR", "R..R ..R. ..R. 5.8."),
    "two_step": ("R--- ..R. ..R- ..5.", "..R- .... ..R- R...", "R..R ..R. ..8. .R.."),
    "deep_house": ("..R. ..R. ..R. ..8.", "...R ..R. ...R ..5.", "..R- -.R- ..R- -.a-"),
    "festival": ("..R- ..R- ..R- ..R-", ".RRR .RRR .RRR .RRR", "R--- ---- ---- ----"),
    "busy_rock": ("R-R- R-R- R-R- R-R-", "R--R --R- R--R ---R", "RRRR RRRR RRRR RRRR"),
    "slow_pop": ("R-R- R-R- R-R- R-R-", "R--R --R- --R- R-a-", "R--- --R- R--- --5-"),
    "six_ballad": ("R----- ------", "R---R- R-----", "R-R-R- 5-5-5-"),
    "twelve_ballad": ("R-- --R R-- --a", "R-- --- 5-- ---", "R-- R-- R-- R--"),
    "strings_three": ("R- -- --", "R- -- 5-", "R- R- R-"),
    "strings_flow": ("R--- ---- R--- ----", "R--- R--- R--- R---", "R--- ---- ---- ----"),
}  # fmt: skip

MORE_COMP: dict[str, tuple[str, ...]] = {
    "lofi": ("x--- ---- ---- ----", "x--x ---- --x- --x-", ".... x--- .... x---", "a-a- --a- a--a --a-"),
    "old_school": ("x--- ---- ---- ----", "..x. .... ..x. ....", "x... ..x. .... ..x."),
    "slow_rap": ("x--- ---- x--- ----", "aaaa aaaa aaaa aaaa", "a-a- a-a- a-a- a-a-", "x-x- x-x- x-x- x-x-"),
    "trap_rolls": ("x------- -------- -------- --------", "a-a-a-a- a-a-a-a- a-a-a-a- a-a-a-a-", "a---a--- a---a--- a---a--- a---a---"),
    "drill": ("x--- ---- ---- ----", "a--a --a- a--a --a-", "x--- ---- --x- ----"),
    "liquid": ("x--- ---- ---- ----", "x--- --x- ---- ----", "..x- --.. ..x- --.."),
    "chopped": ("x--- ---- ---- ----", "x--- ---- --x- ----", ".... ..x. .... ..x."),
    "big_beat": ("x--- ---- --x- ----", "a.a. a.a. a.a. a.a.", "x.x. ..x. x... ...."),
    "two_step": ("..x. .x.. ..x. ....", "x--- ---- ---- ----", "x..x ..x. .... x..."),
    "deep_house": ("..x. ..x. ..x. ..x.", "x--- ---- ---- ----", ".x.. x..x ..x. ...."),
    "festival": ("x-.x -.x- .x-. x-x-", "x--- ---- ---- ----", "aaaa aaaa aaaa aaaa"),
    "busy_rock": ("x-x- x-x- x-x- x-x-", "xxxx xxxx xxxx xxxx", "x--- ---- x--- ----", "a-a- a-a- a-a- a-a-"),
    "slow_pop": ("x-x- x-x- x-x- x-x-", "aaaa aaaa aaaa aaaa", "l-x- x-x- l-x- x-x-", "x--x --x- x-x- x-x-"),
    "six_ballad": ("a-a-a- a-a-a-", "x----- x-----", "aaaaaa aaaaaa", "l-x-x- h-x-x-"),
    "twelve_ballad": ("aaa aaa aaa aaa", "x-- --- x-- ---", "x-x x-x x-x x-x"),
    "six_piano": ("laa haa", "l-h -h-", "lah aha", "l-- h--"),
    "broken_waltz": ("l- a- a-", "la aa aa", "l- hh h-", "l- -- h-"),
    "strings_three": ("x- x- x-", "x- -- x-", ".. xx xx", "x. x. xx"),
    "strings_flow": ("x-xx x-xx x-xx x-xx", "aaaa aaaa aaaa aaaa", "x--- x--- x--- x---", ".xxx .xxx .xxx .xxx"),
    "choir_slow": ("x- -- -- x-", "x- x- -- --", "x- -- -- --", "x- -x x- --"),
    "guitar_slow": ("l-aa -aa- l-aa -aa-", "la-a la-a la-a la-a", "l--a a--a l--a a--a", "aaaa aaaa aaaa aaaa"),
    "guitar_three": ("l-a- a-a- a-a-", "laaa aaaa aaaa", "x--- x-x- x-x-", "l--- a-a- a---"),
    "piano_eighths": ("la aa la aa", "lx xx lx xx", "l- aa -a aa", "aa aa aa aa"),
}  # fmt: skip
