"""What is wrong on a page is found by what inspects the others."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible, fits

pytestmark = pytest.mark.browser

PAGE = '<html lang="de"><title>Netz</title><main><h1>Netz</h1>{}</main></html>'
GREY = '<p style="color: #999; background: #fff">Hell</p>'


def test_every_text_of_a_colour_that_is_too_pale_is_found(visit: Visit) -> None:
    visit.page.set_content(PAGE.format(GREY * 2 + '<p style="color: #333; background: #fff">Dunkel</p>'))
    with pytest.raises(AssertionError, match=r"2\)\tTarget: p:nth-child\(3\)"):
        accessible(visit.page)


def test_a_page_with_enough_contrast_is_accessible(visit: Visit) -> None:
    visit.page.set_content(PAGE.format('<p style="color: #333">Dunkel</p>'))
    accessible(visit.page)


def test_a_page_that_is_too_wide_is_found(visit: Visit) -> None:
    visit.resize(360)
    visit.page.set_content(PAGE.format('<div style="width: 400px">Breit</div>'))
    with pytest.raises(AssertionError):
        fits(visit.page, 360)
