// The player: arriving stands still, playing ends, scrubbing runs through the whole lesson both ways.
#include "support/check.h"

#include "page/page_lesson.h"
#include "page/player.h"

static void arriving_stands_still(void **state) {
    (void)state;
    Player p = player_make(8);
    player_go(&p, 3);
    assert_int_equal(p.step, 3);
    assert_true(p.t == 1 && !p.playing);
    assert_false(player_advance(&p, 1, 2));
    player_go(&p, -5);
    assert_int_equal(p.step, 0);
    player_go(&p, 100);
    assert_int_equal(p.step, 7);
}

static void playing_starts_over_and_ends(void **state) {
    (void)state;
    Player p = player_make(8);
    player_toggle(&p); // finished: from the start
    assert_true(p.playing && p.t == 0);
    assert_true(player_advance(&p, 0.5, 2));
    assert_close(p.t, 0.25, 1e-12);
    player_toggle(&p); // pause
    assert_false(player_advance(&p, 5, 2));
    assert_close(p.t, 0.25, 1e-12);
    player_toggle(&p); // goes on from there
    assert_true(player_advance(&p, 10, 2));
    assert_true(p.t == 1 && !p.playing && p.step == 0);
}

static void speeds(void **state) {
    (void)state;
    Player p = player_make(2);
    assert_string_equal(player_speed_name(p.speed), "1\xC3\x97");
    player_next_speed(&p);
    player_toggle(&p);
    player_advance(&p, 0.5, 2);
    assert_close(p.t, 0.5, 1e-12);
    player_next_speed(&p);
    player_advance(&p, 0.5, 2);
    assert_close(p.t, 0.625, 1e-12);
}

static void a_step_without_animation_is_over_at_once(void **state) {
    (void)state;
    Player p = player_make(2);
    player_toggle(&p);
    player_advance(&p, 0.001, 0);
    assert_true(p.t == 1 && !p.playing);
}

static void reduced_motion_shows_end_states(void **state) {
    (void)state;
    Player p = player_make(4);
    p.reduced = true;
    player_toggle(&p);
    assert_true(p.t == 1 && !p.playing);
    player_scrub(&p, 1.3);
    assert_true(p.step == 1 && p.t == 1);
}

static void scrubbing_is_continuous(void **state) {
    (void)state;
    Player p = player_make(5);
    double before = -1;
    for (double x = 0; x <= 5; x += 0.01) {
        player_scrub(&p, x);
        assert_close(player_position(&p), x, 1e-12);
        assert_true(player_position(&p) > before);
        assert_true(p.step >= 0 && p.step < 5 && p.t >= 0 && p.t <= 1);
        before = player_position(&p);
    }
    player_scrub(&p, 3); // on a dot: all of the step before it
    assert_true(p.step == 2 && p.t == 1);
    player_scrub(&p, -1);
    assert_true(p.step == 0 && p.t == 0);
    player_scrub(&p, 99);
    assert_true(p.step == 4 && p.t == 1);
    player_scrub(&p, 0.0 / 0.0);
    assert_true(p.step == 0);
}

static void the_line_is_its_own_inverse(void **state) {
    (void)state;
    Box track = box(200, 40, 900, 0);
    for (int steps = 1; steps <= 40; steps += 13)
        for (double p = 0; p <= steps; p += 0.25) {
            double x = timeline_x(track, steps, p);
            assert_true(x >= track.x && x <= track.x + track.w + 0.001);
            double back = timeline_position(track, steps, x), near = p < 0.5 ? 0 : 1;
            if (steps < 20) assert_close(back, p, 0.26 * near + 0.2); // a dot holds on a little
        }
    assert_true(timeline_position(track, 8, timeline_x(track, 8, 3) + 3) == 3);
    assert_true(timeline_position(track, 8, 0) == 0);
    assert_true(timeline_position(track, 8, 5000) == 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arriving_stands_still),
        cmocka_unit_test(playing_starts_over_and_ends),
        cmocka_unit_test(speeds),
        cmocka_unit_test(a_step_without_animation_is_over_at_once),
        cmocka_unit_test(reduced_motion_shows_end_states),
        cmocka_unit_test(scrubbing_is_continuous),
        cmocka_unit_test(the_line_is_its_own_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
