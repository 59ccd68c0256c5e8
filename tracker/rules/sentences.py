"""The English sentences of errors that are meant for people, by their codes; doors translate them.

``gettext_noop`` marks a sentence for the catalogue without knowing gettext.
"""


def gettext_noop(message: str) -> str:
    """The message unchanged; the name makes ``makemessages`` collect it."""
    return message


SENTENCES: dict[str, str] = {
    # who may
    "not_permitted": gettext_noop("Your role does not allow this: %(verb)s."),
    "not_own_unit": gettext_noop("Only %(unit)s may do this."),
    "caller_is_handler": gettext_noop("The unit that handled the case may not make the call-back."),
    "officer_rates": gettext_noop(
        "Only the enterprise itself rates: nobody with an account does it for them."
    ),
    "needs_another_person": gettext_noop("Someone other than the person who asked must decide this."),
    "not_oneself": gettext_noop("Nobody changes their own roles or account. Ask a colleague."),
    "gone": gettext_noop(
        "This record is no longer among those you see: a colleague changed it meanwhile. Nothing was saved."
    ),
    # what happened meanwhile, or stands against it
    "nothing_to_join": gettext_noop("No open item follows that could be joined with this one."),
    "stale": gettext_noop(
        "A colleague changed this record while you were editing. Compare both texts and save again."
    ),
    "unconfirmed": gettext_noop("These districts have not confirmed their numbers yet: %(units)s."),
    "confirms_for": gettext_noop(
        "These are the numbers of %(unit)s: say in the remark why you confirm them for it."
    ),
    "not_published": gettext_noop(
        "The numbers of the period are not published yet. A circular goes out only after them."
    ),
    "ranking_off": gettext_noop("Rankings and circulars are switched off."),
    "circular_frozen": gettext_noop("The circular is approved or withdrawn; its text stands."),
    "frozen": gettext_noop("The case has ended: %(field)s stands unless it is reopened."),
    "move_not_possible": gettext_noop("“%(verb)s” is not possible while the status is “%(status)s”."),
    "target_not_open": gettext_noop("The target case is not open or is itself merged. Choose another one."),
    "not_now": gettext_noop("“%(verb)s” has nothing to act on here."),
    "final_assignment": gettext_noop(
        "The ruling gave this case to your unit for good. It cannot be returned again."
    ),
    "unit_twice": gettext_noop("%(unit)s is named twice."),
    "too_many_units": gettext_noop("No more than %(limit)s units can have a part in one case."),
    "not_a_member": gettext_noop("%(person)s does not work for %(unit)s."),
    "no_working_role": gettext_noop("%(person)s has no working role. Please choose somebody else."),
    "no_successor": gettext_noop(
        "%(person)s works in none of the units of this person. Please choose a colleague from the list."
    ),
    "day_before": gettext_noop("The day may not lie before %(day)s: the case was not there yet."),
    "day_not_later": gettext_noop("The new day must lie after %(day)s."),
    "day_too_far": gettext_noop("%(day)s is too far away: the last possible day is %(last)s."),
    "bad_clock": gettext_noop("The dates of this case do not fit together. Please tell the administrator."),
    "acted_since": gettext_noop("Something has happened on this case since; it stays as it is."),
    "not_own_view": gettext_noop("Only its owner may change or delete a view."),
    "not_yours": gettext_noop("Only whoever did this can take it back."),
    "undo_over": gettext_noop("This could be taken back for %(minutes)s minutes; that time is over."),
    "left_out": gettext_noop("It was left out when this page was made; choose it in the list again."),
    "tags_stand": gettext_noop("The tags of this case are so already; nothing changes."),
    "assist_unanswered": gettext_noop("Assisting units have not answered yet: %(units)s."),
    "already_exists": gettext_noop("This already exists: %(name)s."),
    "merged_away": gettext_noop("%(name)s was merged into another enterprise. Open that one."),
    "merge_with_itself": gettext_noop("An enterprise cannot be merged with itself."),
    "two_codes": gettext_noop(
        "Both enterprises have a unified social credit code: %(one)s and %(other)s. They are two firms. "
        "If one of the codes is wrong, correct it first."
    ),
    "kin_unconfirmed": gettext_noop(
        "One of the names is that of a branch, a shop or a group. Confirm that both are one registered firm."
    ),
    "firms_changed": gettext_noop(
        "A colleague changed one of the two enterprises meanwhile. Look at both again and confirm."
    ),
    "undo_later_first": gettext_noop(
        "%(name)s was itself merged into another enterprise since. Undo that merge first."
    ),
    "merge_undone": gettext_noop("This merge was undone already."),
    "same_state": gettext_noop("The enterprise has this state already."),
    "too_late": gettext_noop("The last day for this was %(day)s."),
    "taken_in_elsewhere": gettext_noop("Another office took this text in already and reviews it."),
    "calendar_moved_on": gettext_noop(
        "The calendar or the cases have changed since you looked. Nothing was saved: look again and confirm."
    ),
    "link_unknown": gettext_noop("This link is not valid. Please call the campaign office."),
    "link_over": gettext_noop("This link is no longer valid. Please call the campaign office."),
    "link_shown": gettext_noop("This link was made and shown already. To show one again, make a new one."),
    "too_many": gettext_noop(
        "Too many attempts from here. Please try again in an hour, or call the campaign office."
    ),
    "already_rated": gettext_noop("A rating was given with this link already. Thank you."),
    "not_ratable": gettext_noop("There is no result yet that could be rated."),
    "promise_gone": gettext_noop(
        "This promise no longer stands so: a colleague corrected the action. Look at it again."
    ),
    "already_decided": gettext_noop("This has already been decided."),
    "not_failed": gettext_noop("Only a mail that failed, or had no good address, can be put back."),
    "preview_wider": gettext_noop(
        "This digest tells of more cases than you see. Please ask the city's office."
    ),
    "no_address": gettext_noop(
        "No e-mail address is known for your account. A system administrator can enter one."
    ),
    "too_many_tests": gettext_noop("At most %(limit)s test mails an hour. Please try again later."),
    # what was typed
    "required": gettext_noop("%(field)s is missing."),
    "reason_required": gettext_noop("Please give a reason."),
    "too_long": gettext_noop("%(field)s is too long: at most %(limit)s characters."),
    "bad_date": gettext_noop("“%(text)s” is not a date such as 2026-04-25."),
    "bad_period": gettext_noop(
        "This is no period. Please choose one, or two days, at most three years apart."
    ),
    "bad_weights": gettext_noop("The three weights must together be 100 percent."),
    "bad_minimum": gettext_noop("The minimum count must lie between 1 and %(limit)s."),
    "bad_week": gettext_noop("“%(text)s” is not a week such as 2026-W48."),
    "bad_credit_code": gettext_noop("“%(text)s” is not a valid unified social credit code; please check it."),
    "days_out_of_range": gettext_noop(
        "The number of days must lie between %(low)s and %(high)s, not %(days)s."
    ),
    "unknown_preset": gettext_noop("There is no deadline preset “%(preset)s”."),
    "unknown_step": gettext_noop("The deadline preset has no step “%(step)s”."),
    "bad_span": gettext_noop("“%(text)s” is not a length of time such as 3wd, 7d or 1m."),
    "unknown_class": gettext_noop("There is no case class “%(category_class)s”."),
    "bad_notice": gettext_noop("“%(text)s” in the notice does not fit. Please check the pasted text."),
    "nothing_changes": gettext_noop("The calendar says so already; nothing would change."),
    "bad_calendar": gettext_noop("The calendar is not readable: %(problem)s."),
    "day_in_future": gettext_noop("%(day)s lies in the future. Please enter the day it happened."),
    "year_needed": gettext_noop("The text does not say its year. Please enter the date of the bulletin."),
    "none_chosen": gettext_noop("No case is chosen. Go back to the list and mark the cases."),
    "too_many_cases": gettext_noop(
        "At most %(limit)s cases can be dealt with at once, not %(count)s. Please choose fewer."
    ),
    "bad_tag": gettext_noop("A tag has at most %(limit)s characters and no line breaks: %(name)s."),
    "no_text": gettext_noop("There is no text. Paste the bulletin or choose its file."),
    "no_campaign": gettext_noop("No campaign is marked as current. An administrator has to choose one."),
    "no_office": gettext_noop("There is no campaign office. An administrator has to add one."),
    "enterprise_or_place": gettext_noop(
        "Please name an enterprise, or the place when no enterprise is known."
    ),
    "not_editable": gettext_noop("%(field)s cannot be changed here."),
    "weak_password": gettext_noop("The password is too weak: %(why)s"),
    "embedded_only": gettext_noop("This is for the embedded run only."),
    "check_marked": gettext_noop("Please check the marked fields."),
    "unreadable_request": gettext_noop("The request could not be understood. Please go back and try again."),
    "foreign_text_open": gettext_noop(
        "Please decide about the foreign text “%(text)s”: remove it or keep it."
    ),
    "enterprise_open": gettext_noop("Please say which enterprise “%(name)s” is."),
    "not_a_number": gettext_noop("“%(text)s” is not a number."),
    "split_outside": gettext_noop("Please choose a place inside the item, with text on both sides."),
    # files that are attached
    "no_files": gettext_noop("No file was chosen."),
    "too_many_files": gettext_noop("At most %(limit)s files can be sent at a time."),
    "file_empty": gettext_noop("“%(name)s” is empty."),
    "file_too_large": gettext_noop("“%(name)s” is larger than %(limit_mb)s MB. Please send a smaller one."),
    "file_kind": gettext_noop(
        "“%(name)s” is no kind of file that can be attached. Photos, PDF, Office and text files and recordings can."
    ),
    "file_runs": gettext_noop("“%(name)s” is a web page, a program or a script; these are never taken in."),
    "file_packed": gettext_noop(
        "“%(name)s” is a packed archive. Please unpack it and attach the files themselves."
    ),
    "file_macros": gettext_noop("“%(name)s” contains macros. Please save it without them and attach that."),
    "file_locked": gettext_noop(
        "“%(name)s” is protected by a password. Please remove it and attach the file again."
    ),
    "file_broken": gettext_noop("“%(name)s” is damaged and cannot be opened. Please save it again."),
    "disk_full": gettext_noop(
        "There is no room left to store “%(name)s”. Nothing was kept; please tell the administrator."
    ),
    "file_damaged": gettext_noop(
        "The stored “%(name)s” is missing or damaged and is not handed out. Please tell the administrator."
    ),
    "file_withdrawn": gettext_noop("“%(name)s” was withdrawn: %(reason)s"),
    # lists that are taken out, and filters that are kept
    "too_many_exports": gettext_noop(
        "%(limit)s exports of yours are being made. Please wait until one is ready, or cancel one."
    ),
    "export_too_long": gettext_noop(
        "There are more than %(limit)s rows, more than one file holds. Please narrow the list."
    ),
    "export_over": gettext_noop(
        "The file is no longer kept. Please export again: that takes what stands now."
    ),
    "export_reach": gettext_noop(
        "What you may see has changed since this file was made, so it is not handed out. Please export again."
    ),
    "export_failed": gettext_noop(
        "The file could not be made, several times. Please narrow the list, or tell the administrator."
    ),
    "view_name_taken": gettext_noop("You have a view called “%(name)s” already. Please choose another name."),
    "too_many_views": gettext_noop(
        "At most %(limit)s views can be kept. Please delete one you no longer use."
    ),
    "too_many_pinned": gettext_noop("At most %(limit)s views can be pinned. Please unpin another one first."),
    # files that cannot be read
    "empty": gettext_noop("The file is empty. Please choose another one."),
    "too_large": gettext_noop("The file is larger than %(limit_mb)s MB. Please upload a smaller one."),
    "too_much_text": gettext_noop(
        "The file holds more than %(limit_mb)s MB of text. Please split it and upload the parts."
    ),
    "unknown_encoding": gettext_noop(
        "The encoding of the text is unclear (position %(position)s). Please save it as UTF-8 and upload it again."
    ),
    "not_text": gettext_noop("This is not a text file. Please upload a .txt, .docx or .pdf file."),
    "old_word": gettext_noop(
        "This is an old .doc or .wps file. Please open it, save it as .docx and upload that."
    ),
    "encrypted_word": gettext_noop(
        "The document is protected by a password. Please remove it and upload again."
    ),
    "damaged_word": gettext_noop(
        "The .docx file is damaged. Please open it in Word or WPS, save it again and upload."
    ),
    "picture": gettext_noop("This is a picture. Please upload the text as a .txt, .docx or .pdf file."),
    "web_page": gettext_noop("This is a saved web page. Please copy its text into a .txt or .docx file."),
    "ofd": gettext_noop("This is an OFD file. Please save it as .docx or PDF and upload that."),
    "other_archive": gettext_noop(
        "This is not a Word document but another packed file. Please upload a .docx file."
    ),
    "expands_too_much": gettext_noop(
        "The document unpacks to an unusual size and was not opened. Please save the text as a new .docx file."
    ),
    "unsafe_xml": gettext_noop(
        "The document contains external or entity declarations and was not opened. Please save it again from Word or WPS."
    ),
    "word_without_text": gettext_noop(
        "The document holds no text, perhaps only pictures. Please upload one whose text can be copied."
    ),
    "encrypted_pdf": gettext_noop("The PDF is protected by a password. Please remove it and upload again."),
    "damaged_pdf": gettext_noop("The PDF is damaged. Please export it again, or upload a .docx file."),
    "scan": gettext_noop(
        "The PDF is a scan without text. Please upload a PDF whose text can be copied, or a .docx file."
    ),
    "garbled_pdf": gettext_noop(
        "The fonts of the PDF do not say which characters they show. Please upload a .docx or .txt file."
    ),
    "too_many_pages": gettext_noop(
        "The PDF has more than %(limit)s pages. Please upload only the pages needed."
    ),
    "too_slow": gettext_noop(
        "Reading the file took longer than %(seconds)s seconds. Please save it as .txt or .docx."
    ),
    "too_complex": gettext_noop(
        "Reading the file took too much memory. Please save it as .txt or a simpler .docx."
    ),
}
