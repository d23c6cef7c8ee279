use super::*;

#[test]
fn one_key_goes_on() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         5 enter > scene 60 step 0 | began 2 as take 1 at 5000 |
         5.5 enter > scene 59.5 step 0 |  | just began: enter again to end it
         6 enter > debrief 1 edit at 1 played 1 | ended 2 edit 1000 |
         6.5 enter > debrief 1 edit at 1 played 1 |  | just ended: a verdict, or enter again to go on
         7 enter > drawn 2.0.0 Ana+Ben | dealt 3 |
         8 enter > ready 20 |  |
         9 enter > scene 60 step 0 | began 4 as take 1 at 9000 |
         10 enter > debrief 1 edit at 1 played 1 | ended 4 edit 1000 |
         12.25 enter > drawn 3.0.0 Ben+Ana | dealt 5 |",
    );
}

#[test]
fn a_scene_begins_by_itself_when_the_countdown_ends() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         20.9 wake > ready 0.1 |  |
         21.3 wake > scene 59.7 step 0 | began 2 as take 1 at 21000 |
         21.9 enter > scene 59.1 step 0 |  | just began: enter again to end it
         22 enter > debrief 1 edit at 1 played 1 | ended 2 edit 1000 |",
    );
    // A key that comes just after the end finds the scene begun.
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         21.2 enter > scene 59.8 step 0 | began 2 as take 1 at 21000 | just began: enter again to end it
         81 wake > scene 0 step 1 said 1 | cue 3 to 2 at 60000, cue 4 'Say it.' at 60000 | just began: enter again to end it
         81.5 enter > debrief 1 time at 60.5 played 60.5 | ended 2 time 60500 |",
    );
}

#[test]
fn the_countdown_waits_and_is_changed() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         5 space > ready 16 paused |  |
         60 wake > ready 16 paused |  |
         61 + > ready 31 paused |  |
         62 - > ready 16 paused |  |
         63 - > ready 1 paused |  |
         64 - > ready 1 paused |  | there is not that much left: enter begins
         65 u > ready 16 paused |  | took back -15 s
         70 space > ready 16 |  |
         75 esc > drawn 1.0.0 Ben+Ana |  | took back the call
         80 u > empty | void draw 1 | took back the draw",
    );
    // Taking time back never lets a scene begin before now.
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 + > ready 34 |  |
         30 u > ready 0 |  | took back +15 s
         30 wake > scene 60 step 0 | began 2 as take 1 at 30000 | took back +15 s
         32 u > drawn 1.0.0 Ben+Ana | void take 2 | took back the beginning: the take is void",
    );
}

#[test]
fn time_is_paused_changed_and_run_over() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         12 space > scene 50 paused step 0 | pause 3 at 10000 |
         40 + > scene 65 paused step 0 | extend 4 '+15 s' at 38000 |
         41 space > scene 65 step 0 | resume 5 at 39000 |
         51 - > scene 40 step 0 | extend 6 '-15 s' at 49000 |
         52 - > scene 24 step 0 | extend 7 '-15 s' at 50000 |
         53 - > scene 8 step 0 | extend 8 '-15 s' at 51000 |
         54 - > scene -8 step 1 said 1 | cue 9 to 2 at 52000, cue 10 'Say it.' at 52000, extend 11 '-15 s' at 52000 |
         55 - > scene -9 step 1 said 1 |  | the scene can't be shorter: enter ends it
         56 u > scene 5 step 1 said 1 | void moment 11 | took back -15 s
         57 u > scene 19 step 1 said 1 | void moment 8 | took back -15 s
         100 wake > scene -24 step 1 said 1 |  | took back -15 s
         103 enter > debrief 1 time at 101 played 72 | ended 2 time 101000 |",
    );
}

#[test]
fn shifts_and_lines_come_by_key_or_by_time() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         3 coach > scene 59 step 0 said 0 | coach 3 'Breathe.' at 1000 |
         4 s > scene 58 step 1 said 0 | shift 4 to 2 at 2000 |
         5 s > scene 57 step 1 said 0 |  | no feeling is left to shift to
         6 u > scene 56 step 0 said 0 | void moment 4 | took back the shift
         31.9 wake > scene 30.1 step 0 said 0 |  | took back the shift
         32 wake > scene 30 step 1 said 0 | cue 5 to 2 at 30000 | took back the shift
         33 s > scene 29 step 1 said 0 | shift 6 to 2 at 31000 |
         46.9 coach > scene 15.1 step 1 said 1 | coach 7 'Say it.' at 44900 |
         47 wake > scene 15 step 1 said 1 |  |
         48 u > scene 14 step 1 said 0 | void moment 7 | took back the coaching line
         49 wake > scene 13 step 1 said 1 | cue 8 'Say it.' at 47000 | took back the coaching line
         50 u > scene 12 step 1 said 1 | void moment 6 | took back the shift
         51 u > scene 11 step 1 said 1 | void moment 3 | took back the coaching line",
    );
    // Less time brings a cue at a share of it forward, but not while all stands still.
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         28 space > scene 34 paused step 0 | pause 3 at 26000 |
         28 - > scene 19 paused step 0 | extend 4 '-15 s' at 26000 |
         29 wake > scene 19 paused step 0 |  |
         30 space > scene 19 step 0 | resume 5 at 28000 |
         30 wake > scene 19 step 1 | cue 6 to 2 at 28000 |",
    );
}

#[test]
fn everything_can_be_taken_back() {
    script(
        "0 u > empty |  | nothing to take back
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         2 u > empty | void draw 1 | took back the draw
         3 enter > drawn 2.0.0 Ana+Ben | dealt 2 |
         4 n > drawn 3.0.0 Ana+Ben | passed 2, dealt 3 |
         5 N unclear > drawn 4.0.0 Ana+Ben | passed 3 unclear, dealt 4 |
         6 u > drawn 3.0.0 Ana+Ben | void draw 4, open 3 | took back the pass
         7 w > drawn 3.1.0 Ana+Ben | dealt 3 |
         8 w > drawn 3.2.0 Ana+Ben | dealt 3 |
         9 u > drawn 3.1.0 Ana+Ben | dealt 3 | took back the words
         10 c > drawn 3.1.1 Ben+Ana | dealt 3 |
         11 u > drawn 3.1.0 Ana+Ben | dealt 3 | took back the cast
         12 pin 902 > drawn 3.1.0 Ben+Ana | dealt 3 |
         13 u > drawn 3.1.0 Ana+Ben | dealt 3 | took back the cast
         14 enter > ready 20 |  |
         15 u > drawn 3.1.0 Ana+Ben |  | took back the call
         16 enter > ready 20 |  |
         17 + > ready 34 |  |
         18 enter > scene 60 step 0 | began 5 as take 1 at 18000 |
         19 m > scene 59 step 0 | mark 6 at 1000 |
         20 M > scene 58 step 0 | slate 7 'slate 1' at 2000, BELL |
         21 + > scene 72 step 0 | extend 8 '+15 s' at 3000 |
         22 u > scene 56 step 0 | void moment 8 | took back +15 s
         23 u > scene 55 step 0 | void moment 7 | took back the slate
         24 u > scene 54 step 0 | void moment 6 | took back the mark
         25 b > debrief 1 stopped at 7 played 7 | ended 5 stopped 7000 |
         26 g > debrief 1 stopped at 7 played 7 |  | this take was broken off: no verdict is asked
         27 u > scene 51 step 0 | reopened 5 | took back breaking off: the scene goes on
         28 enter > debrief 1 edit at 10 played 10 | ended 5 edit 10000 |
         29 g > debrief 1 edit at 10 played 10 usable | judged 9 usable |
         30 x > debrief 1 edit at 10 played 10 not-usable | judged 10 not-usable character |
         31 t > debrief 1 edit at 10 played 10 not-usable | judged 11 not-usable character good |
         32 e > debrief 1 edit at 10 played 10 not-usable | judged 12 not-usable character good late 2 |
         33 u > debrief 1 edit at 10 played 10 not-usable | void judgement 12 | took back the feeling that came out
         34 u > debrief 1 edit at 10 played 10 not-usable | void judgement 11 | took back the note
         35 u > debrief 1 edit at 10 played 10 usable | void judgement 10 | took back the verdict
         36 a > ready 20 |  |
         37 enter > scene 60 step 0 | began 13 as take 2 at 37000 |
         38 u > drawn 3.1.0 Ana+Ben played 1 | void take 13 | took back the beginning: the take is void
         39 n > drawn 3.1.0 Ana+Ben played 1 |  | it was played already: enter calls it, u goes back to its debrief
         40 w > drawn 3.1.0 Ana+Ben played 1 |  | it was played already: enter calls it, u goes back to its debrief
         41 u > debrief 1 edit at 10 played 10 usable |  | took back the retake
         42 enter > drawn 5.0.0 Ben+Ana | dealt 14 |
         43 u > debrief 1 edit at 10 played 10 usable | void draw 14 | took back the draw
         44 u > debrief 1 edit at 10 played 10 | void judgement 9 | took back the verdict
         45 u > scene 33 step 0 | reopened 5 | took back the end: the scene goes on
         46 u > drawn 3.1.0 Ana+Ben | void take 5 | took back the beginning: the take is void
         47 u > drawn 3.0.0 Ana+Ben | dealt 3 | took back the words
         48 u > drawn 2.0.0 Ana+Ben | void draw 3, open 2 | took back the pass
         49 u > empty | void draw 2 | took back the draw
         50 u > empty |  | nothing to take back",
    );
}

#[test]
fn a_care_stop_asks_no_verdict() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         2.5 b > debrief 1 stopped at 0.5 played 0.5 | ended 2 stopped 500 |
         3 enter > debrief 1 stopped at 0.5 played 0.5 |  | just ended: a verdict, or enter again to go on
         4 x > debrief 1 stopped at 0.5 played 0.5 |  | this take was broken off: no verdict is asked
         5 t > debrief 1 stopped at 0.5 played 0.5 noted | judged 3 good |
         6 enter > drawn 2.0.0 Ana+Ben | dealt 4 |",
    );
}

#[test]
fn a_retake_counts_once_and_leads_back() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         10 enter > debrief 1 edit at 8 played 8 | ended 2 edit 8000 |
         10.2 g > debrief 1 edit at 8 played 8 usable | judged 3 usable |
         10.4 a > ready 20 |  |
         11 + > ready 34.4 |  |
         12 esc > debrief 1 edit at 8 played 8 usable |  | took back the retake
         13 a > ready 20 |  |
         14 enter > scene 60 step 0 | began 4 as take 2 at 14000 |
         20 enter > debrief 2 edit at 6 played 6 | ended 4 edit 6000 |
         21 h > debrief 2 edit at 6 played 6 hold | judged 5 hold |
         22 enter > drawn 2.0.0 Ana+Ben | dealt 6 |
         23 u > debrief 2 edit at 6 played 6 hold | void draw 6 | took back the draw
         24 u > debrief 2 edit at 6 played 6 | void judgement 5 | took back the verdict
         25 u > scene 49 step 0 | reopened 4 | took back the end: the scene goes on
         26 u > drawn 1.0.0 Ben+Ana played 1 | void take 4 | took back the beginning: the take is void
         27 enter > ready 20 |  |
         28 enter > scene 60 step 0 | began 7 as take 2 at 28000 |
         29 u > drawn 1.0.0 Ben+Ana played 1 | void take 7 | took back the beginning: the take is void
         30 u > debrief 1 edit at 8 played 8 usable |  | took back the retake",
    );
}

#[test]
fn an_interruption_ends_a_scene_at_its_exact_time() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         12 space > scene 50 paused step 0 | pause 3 at 10000 |
         14.345 interrupt > debrief 1 interrupted at 12.345 played 10 | ended 2 interrupted 12345 |
         15 enter > debrief 1 interrupted at 12.345 played 10 |  |
         15 saved 11 > debrief 1 interrupted at 12.345 played 10 | QUIT |",
    );
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 saved 4 > drawn 1.0.0 Ben+Ana |  |",
    );
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 q > drawn 1.0.0 Ben+Ana |  |
         1 saved 4 > drawn 1.0.0 Ben+Ana | QUIT |",
    );
}

#[test]
fn a_suspension_pauses_what_runs() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 suspend > drawn 1.0.0 Ben+Ana | SUSPEND |
         2 enter > ready 20 |  |
         3 suspend > ready 19 paused | SUSPEND | paused while the program was suspended
         99 space > ready 19 |  |
         100 enter > scene 60 step 0 | began 2 as take 1 at 100000 |
         101 suspend > scene 59 paused step 0 | pause 3 at 1000, SUSPEND | paused while the program was suspended
         999 suspend > scene 59 paused step 0 | SUSPEND | paused while the program was suspended
         1000 space > scene 59 step 0 | resume 4 at 900000 |",
    );
}

#[test]
fn what_could_not_be_written_is_tried_again_in_order() {
    script(
        "0 saved 3 > empty |  |
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 failed 4 > drawn 1.0.0 Ben+Ana |  |
         2 enter > ready 20 |  |
         3 enter > scene 60 step 0 |  |
         5.9 wake > scene 57.1 step 0 |  |
         6 wake > scene 57 step 0 | dealt 1, began 2 as take 1 at 3000 |
         7 failed 4 > scene 56 step 0 |  |
         7 failed 5 > scene 56 step 0 |  |
         12 wake > scene 51 step 0 | dealt 1, began 2 as take 1 at 3000 |
         12 saved 4 > scene 51 step 0 |  |
         12 saved 5 > scene 51 step 0 |  |
         12 saved 6 > scene 51 step 0 |  |
         13 m > scene 50 step 0 | mark 3 at 10000 |
         14 failed 7 > scene 49 step 0 |  |
         15 q > debrief 1 interrupted at 12 played 12 | mark 3 at 10000, ended 2 interrupted 12000 |
         15 failed 7 > debrief 1 interrupted at 12 played 12 | QUIT |",
    );
}
