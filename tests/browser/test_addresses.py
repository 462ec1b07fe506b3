"""What is chosen in a picture stays chosen when a form is sent or the language changes, and addresses stay short."""

from tests.browser.conftest import Visit

CHOSEN = "#wahl=actor/ki"


def test_sending_the_form_keeps_what_is_chosen_and_leaves_out_what_is_empty(visit: Visit) -> None:
    page = visit.open(f"/leverkusen/netz{CHOSEN}")
    visit.wait_for_picture()
    page.evaluate("document.querySelector('select[name=sector]').value = 'welfare'")
    with page.expect_navigation():
        page.evaluate("document.querySelector('form.filters').requestSubmit()")
    visit.wait_for_picture()
    assert page.url == f"{visit.address}/leverkusen/netz?sector=welfare{CHOSEN}"


def test_changing_the_language_keeps_what_is_chosen(visit: Visit) -> None:
    page = visit.open(f"/leverkusen/netz{CHOSEN}")
    visit.wait_for_picture()
    page.locator("a.language").click()
    visit.wait_for_picture()
    assert page.url == f"{visit.address}/leverkusen/netz?lang=en{CHOSEN}"


def test_a_jump_within_the_page_does_not_lose_what_is_chosen(visit: Visit) -> None:
    page = visit.open(f"/leverkusen/netz{CHOSEN}")
    visit.wait_for_picture()
    page.evaluate("location.hash = 'tabelle'")
    page.wait_for_function("history.state && history.state.picture")
    page.locator("a.language").click()
    visit.wait_for_picture()
    assert page.url.endswith(f"?lang=en{CHOSEN}")


def test_an_address_that_was_cut_off_within_a_letter_does_no_harm(visit: Visit) -> None:
    page = visit.open("/leverkusen/netz#tabelle%E0%A4%A")
    visit.wait_for_picture()
    page.evaluate("location.hash = '%E0%A4%A'")  # that nothing was complained about is checked after each visit
    assert page.locator("#tabelle").count() == 1


def test_a_form_works_without_javascript_and_its_address_is_clean(visit: Visit) -> None:
    browser = visit.page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{visit.address}/leverkusen/netz")
    page.locator("form.filters select[name=sector] option[value=welfare]").first.evaluate(
        "one => (one.selected = true)"
    )
    page.locator("form.filters").evaluate("form => form.submit()")
    page.wait_for_url("**/netz?sector=welfare")
    assert page.locator("table tbody tr").count() > 10
    context.close()
