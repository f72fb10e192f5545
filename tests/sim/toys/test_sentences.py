"""The sentences of the model that the lab carries out, and the toys that hold each to it.

Whoever changes a sentence finds its rows here; whoever adds one adds a toy.
"""

import re
from pathlib import Path
from typing import Final

SENTENCES: Final = {
    # 1. Passes and batches
    "Campaign steps run first, step by step over all tenants in order, round the clock from 0": """
        campaign_steps_run_over_all_tenants_one_after_the_other tenants_come_in_the_order_drawn""",
    "Pre-sync takes tenants in order on its slots, each as long as its largest mailbox needs": """
        pre_sync_takes_tenants_in_order_on_its_slots pre_sync_lasts_as_the_largest_mailbox_needs
        a_small_mailbox_beside_a_large_one_costs_nothing""",
    "Batches start in order, none overtakes: slot free, pre-sync done, now in [open, last_start)": """
        no_batch_overtakes a_batch_waits_for_its_pre_sync_through_closing_nights
        last_start_is_the_first_instant_too_late a_batch_begins_up_to_last_start""",
    "Tenant steps are one run, tenant after tenant; a batch step is a barrier": """
        a_step_of_batch_scope_is_a_barrier whole_row_of_a_client_in_the_window
        the_row_of_the_tenant_nobody_visits""",
    "A halted tenant is left alone by what comes later, in its night and in its batch": """
        a_tenant_that_halts_before_its_night_is_not_touched_in_it
        a_tenant_halted_in_one_run_is_left_alone_by_later_ones""",
    "Each batch's night is fixed at load, and a batch shrinks to what fits": """
        a_batch_shrinks_to_what_fits_a_night""",
    "What a night has not started runs in closing nights of its own; nights counts those opened": """
        what_a_night_has_not_started_runs_in_closing_nights_of_its_own""",
    "Steps of scope mailbox run for one mailbox after another": """
        one_mailbox_after_another_has_a_window_of_its_own windows_apart_are_not_one
        each_mailbox_is_served_as_it_stands the_window_asked_for_is_no_panel_s
        a_check_looks_at_every_mailbox_of_a_loop""",
    "tenants_per_night is a number, or greedy: as many as fit": """
        so_many_tenants_a_night a_batch_is_no_larger_than_the_tenants_of_a_night""",
    "Tenants come in the order asked for": """
        tenants_come_by_size the_quietest_come_first by_name_is_by_the_name_of_the_domain""",
    # 2. Time, nights, shocks
    "A duration is at least 1 us, so no effect falls on the instant that caused it": """
        a_step_of_no_length_lasts_a_microsecond one_controller_sees_all_at_once""",
    "Within an instant: night, administration, replication, default OAB, clients": """
        a_gate_at_its_very_instants a_cut_over_at_its_very_instants intervals_are_half_open
        an_ask_at_the_instant_of_the_write_finds_it_there
        an_ask_at_the_instant_of_replication_finds_it_there
        a_check_at_the_instant_of_replication_does_not_see_it
        who_is_provisioned_at_the_instant_of_the_ask_is_in_the_answer
        the_default_book_comes_after_administration_and_before_clients
        a_book_begun_at_the_instant_of_the_write_has_cause_oab""",
    "A written duration is exact and knows no shock": "a_given_window_is_exact_and_knows_no_shock",
    "A step has the factor of the last night opened at its start; pre-sync the campaign's alone": """
        a_batch_that_runs_across_the_next_opening_takes_its_shock
        where_no_further_night_opens_the_old_shock_holds
        a_night_is_slowed_by_the_campaign_too_the_pre_sync_by_it_alone
        further_attempts_of_a_check_are_drawn_anew""",
    "pause: a step due in the day starts at the next opening, its slot kept; one begun runs through": """
        a_step_due_in_the_day_begins_at_the_next_opening
        a_batch_that_pauses_keeps_its_slot_and_opens_the_night_it_goes_on_in
        a_step_over_the_batch_that_has_begun_runs_through""",
    # 3. Steps
    "assign_policy writes mailbox k of n at start + (duration k + n - 1) // n": """
        mailboxes_are_written_one_after_the_other_to_the_microsecond""",
    "During cut_over mailboxes are locked": "refused_during_the_cut_over_and_tried_again",
    "A wait blocks until all is seen; with a duration it merely waits that long": """
        whole_row_of_a_client_in_the_window a_wait_with_a_duration_waits_that_long_and_no_longer""",
    "A check reads at each attempt's end, re-reads after retry_delay, repairs nothing": """
        a_check_reads_again_after_the_retry_delay a_check_reads_so_often_and_not_once_more
        a_check_whose_failure_is_skipped_is_no_check a_halted_tenant_is_mended_when_it_is_found""",
    "A gate's timer fires whatever happens, holds no slot, and does nothing where the gate is open": """
        a_timer_opens_the_gate_whatever_the_procedure_does a_timer_fires_after_the_procedure_has_ended
        a_timer_opens_the_gate_of_a_tenant_that_has_halted a_timer_that_finds_its_gate_open_does_nothing
        a_timer_is_not_followed_beyond_the_horizon""",
    "manual takes its time": "a_manual_step_takes_its_time_in_the_window",
    # 4. Replication
    "Each controller sees a write its own lag later, the writer at once; one is drawn for each logon": """
        each_partner_sees_a_write_a_step_later every_hop_may_add_to_a_lag""",
    "A controller ignores a change older than one it has seen": "mending_overtakes_what_is_on_its_way",
    # 5. Logons
    "Gate closed or locked: refused. Not cut over: the source. Not routed: refused. Else the target": """
        gated_tenant_reveals_nothing source_serves_before_the_cut_over
        refused_during_the_cut_over_and_tried_again refused_poll_is_repeated""",
    "Where the source redirects, who is cut over is served by the target at once": """
        a_source_that_redirects_makes_the_target_reachable_sooner""",
    "Refusals of all kinds count from the anchor to the horizon": """
        refusals_count_from_the_anchor_to_the_horizon""",
    "Only its end or a restart of client access cuts a session; gate, policy, routing do not": """
        a_session_that_ends_loses_its_ask book_begun_when_isolated_has_cause_oab
        a_restart_cuts_sessions_and_loses_their_asks a_restart_cuts_the_sessions_of_every_tenant
        a_restart_cuts_a_download""",
    # 6. Clients
    "Clients are walked while a logon may still show something": """
        a_tenant_is_watched_until_every_controller_has_seen_it
        a_gate_that_closes_late_refuses_whom_it_would_have_served""",
    "A client's connections count from its anchor: the start of the first gate, cut-over or rerouting": """
        gated_tenant_reveals_nothing whole_row_of_a_client_in_the_window
        source_serves_before_the_cut_over""",
    "Prompt runs from reachable": "prompt_runs_from_reachable",
    "Autodiscover polls from the cut-over's end; refused, again after 5 min": """
        autodiscover_polls_from_the_cut_over refused_poll_is_repeated
        a_client_that_was_left_on_tries_without_end whoever_was_left_on_follows_its_own_mailbox""",
    "Restart is the first 07:00 of a working day that is not closed": """
        restart_waits_for_the_morning restart_skips_closed_days_and_weekends""",
    "Once served, its session lasts as drawn, then it is on demand": """
        once_served_it_is_on_demand a_client_that_has_come_over_comes_again_on_demand""",
    "Never: no logon at all": "never_means_no_logon_at_all",
    "On demand a refused try is repeated, at most retries times": """
        on_demand_a_refused_try_is_repeated_at_most_so_often""",
    "A horizon after the tenant's own finish nothing more happens to it": """
        nothing_happens_after_the_horizon horizon_ends_what_is_followed""",
    # 7. OAB and channels
    "The first served logon downloads, at once or when due": """
        book_fetched_in_the_window_exposes_when_it_has_arrived due_download_is_a_logon_of_its_own
        a_due_download_is_answered_by_a_controller_of_its_own""",
    "It is asked at its start, exposes at its end, takes entries x us, and is lost with its session": """
        book_on_a_slow_line_is_lost_with_its_session distribution_lists_are_entries_of_a_book
        a_book_that_arrives_with_the_end_of_its_session_is_kept""",
    "A book holds what its last generation held, at phase + 8 h k; none yet is a 404": """
        book_answers_as_of_its_last_generation default_book_is_regenerated_every_cycle_from_its_phase
        a_book_never_generated_is_asked_for_and_not_found""",
    "Later downloads come 24 h after the last try; residual_until is the latest good one": """
        foreign_book_is_kept_until_the_next_good_download residual_is_the_latest_of_the_clients
        a_bad_book_that_comes_after_a_good_one_is_replaced
        a_bad_book_stays_where_there_is_no_good_one a_try_that_finds_no_book_is_repeated_a_day_later""",
    "Denied lists cover the default OAB too": """
        denied_lists_connect_and_reveal_nothing denied_lists_deny_the_default_book""",
    "EWS and EAS return the first 100 visible recipients, own ones included": """
        a_query_returns_a_hundred_rows_own_ones_included a_query_finds_distribution_lists_too""",
    # 8. Rows
    "Reachable, isolated for good, and the window's total": """
        a_gate_closed_too_late_leaves_the_window_before_it a_policy_before_the_cut_over_leaves_no_window""",
    "connected_at is of kinds that count; asked_at and exposed_at of any": """
        kinds_that_do_not_count_may_be_exposed_unconnected""",
    "Channel, cause and counts describe the one answer at exposed_at": """
        the_first_answer_is_the_row_s cause_is_read_from_the_state_that_answered""",
    "tenants_named are the lists shown at the first wide NSPI or OWA logon": """
        lists_are_named_as_of_the_first_wide_logon""",
    "Downtime ends with the procedure": "downtime_ends_with_the_procedure",
    "Open at dawn": """
        a_window_that_ends_at_dawn_is_not_open_then a_window_that_begins_at_dawn_is_open_then""",
    "Cause paused holds from the close to the opening, for whoever has not finished": """
        a_logon_in_the_pause_has_cause_paused whoever_has_finished_does_not_pause_with_its_batch""",
    "Residents are seen, and see nothing": "residents_are_seen_and_see_nothing",
    "Disclosed and named are unions over all answers, own entries left out": """
        queries_of_two_tenants_show_the_viewers_to_each_other a_whole_list_and_a_query_count_nobody_twice
        whole_lists_hold_distribution_lists the_viewer_s_own_are_left_out_unless_another_sees_them""",
    "Pod = tenant id mod pods; each has its own directory, controllers and OAB": """
        a_wide_session_shows_its_own_pod_alone what_pods_disclose_adds_up
        a_viewer_is_disclosed_by_another_of_its_pod_alone a_query_finds_recipients_of_its_pod_alone
        each_pod_has_a_default_book_of_its_own residents_live_in_pods_too
        a_restart_of_client_access_cuts_sessions_of_every_pod
        who_left_is_not_disclosed_by_a_list_of_another_pod""",
    # 9. Faults
    "A failed attempt takes its whole duration, changes nothing, and is repeated after retry_delay": """
        a_failed_attempt_takes_its_whole_duration_and_changes_nothing
        policies_are_written_by_the_attempt_that_succeeds an_attempt_of_a_check_that_fails_reads_nothing""",
    "A hard fault uses up the retries; halt leaves the tenant as it is, skip leaves the step out": """
        who_fails_for_good_halts_and_is_mended_when_it_is_found a_failure_that_is_skipped_leaves_the_step_out
        a_step_has_retries_of_its_own a_cut_over_that_fails_for_good_unlocks
        the_chance_of_a_sync_is_each_mailbox_s""",
    "A silent fault strikes all mailboxes, or one drawn; wait and verify pass at once": """
        a_silent_assignment_is_found_by_the_check a_silent_assignment_is_found_much_later
        a_silent_failure_may_strike_one_mailbox a_silent_wait_passes_at_once
        a_silent_cut_over_moves_nobody""",
    "Console lost: the batch's next step is due console_back later, windows open": """
        a_lost_console_leaves_the_window_open a_console_lost_before_the_first_step_delays_all""",
    "A controller out of site joins those in use, its lag up to 180 min longer": """
        a_controller_out_of_site_sees_a_write_much_later""",
    "hidden is a key of provision; unhide shows": """
        a_tenant_prepared_hidden_is_not_seen_until_it_is_unhidden""",
    "rollback undoes, last step first, without faults or pause, each as long as its step": """
        steps_are_undone_last_first_each_as_long_as_it_took nothing_befalls_what_is_undone
        dawn_does_not_stop_a_rollback a_step_that_lacks_something_rolls_back_at_once
        what_is_drawn_is_undone_under_the_shock_of_the_step_that_failed
        a_loop_over_mailboxes_is_undone_backwards""",
    "assign: the link is removed, with lags of its own": """
        a_removal_replicates_with_lags_of_its_own backing_out_may_itself_leak""",
    "cut_over: the source serves again, sessions cut, the window ends; routing back": """
        an_undone_cut_over_ends_the_sessions_of_the_target an_undone_cut_over_cuts_downloads
        an_undone_cut_over_cuts_due_downloads
        afterwards_the_source_serves_and_reveals_nothing
        the_sources_own_book_ends_a_residue""",
    "provision: recipients gone; unhide: hidden": """
        recipients_leave_the_lists_with_the_undone_provision what_was_unhidden_is_hidden_again
        who_was_seen_before_leaving_counts_as_disclosed who_left_before_anybody_was_served_is_in_no_list""",
    "close_gate: open; open_gate: closed": """
        gates_are_undone_too a_gate_on_a_timer_is_opened_by_the_rollback""",
    "decommission: none, so a later rollback halts instead": "what_was_decommissioned_halts_instead",
    "hidden mailboxes of an inventory: not seen": """
        hidden_mailboxes_stand_in_no_list who_is_hidden_sees_as_others_do a_query_passes_hidden_mailboxes_by
        books_hold_no_hidden_mailbox""",
    "A gate's step opens it, whatever the horizon": "a_gate_that_the_last_step_opens_is_open",
    # 10. Stops
    "The stop is the least of report and reaction, and probe end": """
        a_report_stops_the_campaign_a_reaction_later the_earliest_report_stops_it
        who_does_not_report_stops_nothing a_probe_that_sees_a_foreign_row_stops_the_campaign""",
    "What has not begun is not reached, and pre-sync ends": """
        a_report_stops_the_campaign_a_reaction_later pre_sync_ends_with_the_stop
        whoever_pre_sync_has_not_reached_is_never_shown
        who_was_left_out_of_a_step_and_then_cut_off_is_not_reached""",
    "A stop comes before all else at its instant, and so does a probe's end": """
        in_flight_at_the_very_instants a_probe_ends_before_all_else_at_its_instant""",
    "A step in progress ends its attempt with its effect, no retry": """
        no_attempt_begins_after_the_stop a_check_is_not_repeated_after_the_stop
        rolled_back_once_the_step_in_progress_has_ended""",
    "Who has begun a night step finishes, pauses over": """
        a_report_stops_the_campaign_a_reaction_later a_stop_ends_a_pause""",
    "Or rolls back, tenant after tenant of a batch": """
        rolled_back_once_the_step_in_progress_has_ended backing_out_after_a_stop_may_itself_leak
        who_has_left_the_source_halts_instead a_batch_goes_back_tenant_after_tenant
        whoever_has_the_next_step_goes_back_first
        what_is_undone_after_a_stop_knows_the_last_night_s_shock""",
    "Or freezes until resume_at, and finishes": """
        frozen_until_work_resumes frozen_from_the_stop_on_until_the_very_instant
        a_console_is_not_lost_by_a_step_that_the_stop_forestalls
        an_hour_of_resuming_that_has_come_is_tomorrow_s""",
    "The horizon is that of the uncut schedule": "the_uncut_finish_sets_the_horizon",
    "A canary only delays the others: its end and the soak": """
        a_canary_soaks_before_the_others a_canary_of_several_batches
        a_canary_s_report_spares_the_others""",
    "A probe reads the writer as a client would, and is nobody's exposure": """
        a_probe_that_sees_a_foreign_row_stops_the_campaign a_probe_that_sees_none_passes
        faults_of_a_probe""",
    "A row has exactly its columns": "every_column_is_there_and_in_order",
}
"""Each sentence, shortened, and its toys."""


def test_every_sentence_has_its_toy_and_every_toy_its_sentence() -> None:
    """The toys named above are there, and there are no others."""
    named = {toy for toys in SENTENCES.values() for toy in toys.split()}
    written = {
        name
        for path in Path(__file__).parent.glob("test_*.py")
        if path.name != Path(__file__).name
        for name in re.findall(r"^def test_(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert all(toys.split() for toys in SENTENCES.values())
    assert named == written
