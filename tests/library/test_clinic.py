import os

import pytest

from handouts.errors import Problem
from handouts.library.clinic import Clinic, load_clinic
from handouts.library.color import contrast
from handouts.plans.plan import Patient
from handouts.reading.models import check_data
from tests.writing import picture, write_clinic


def at(path, message, *, key=False):  # noqa: ARG001
    return Problem(message=f"{'.'.join(map(str, path))}: {message}")


def test_without_a_folder_the_example_clinic_is_used_and_says_so(clinic):
    assert clinic.facts.example
    assert clinic.logo is not None
    assert clinic.facts.phone == "0131 496 0142"


def test_clinic_of_ones_own_is_no_example(tmp_path):
    assert not load_clinic(write_clinic(tmp_path)).facts.example


def test_name_alone_is_enough(tmp_path):
    facts = load_clinic(write_clinic(tmp_path)).facts
    assert (facts.name, facts.country, facts.language, facts.layout) == ("Test Clinic", "GB", "en-GB", "cards")
    assert (facts.pain.guide, facts.pain.fine_max, facts.pain.ok_max) == ("numbers", 3, 5)


def test_folder_and_file_name_the_same_clinic(tmp_path):
    write_clinic(tmp_path)
    (tmp_path / "content").mkdir()
    assert load_clinic(tmp_path) == load_clinic(tmp_path / "clinic.yaml")
    assert load_clinic(tmp_path).content == (tmp_path / "content",)
    assert load_clinic(tmp_path).layouts == ()


def test_folder_without_a_clinic_file_is_refused(tmp_path, faults_of):
    assert faults_of(load_clinic, tmp_path)[0].endswith("clinic.yaml  is not there")


@pytest.mark.parametrize("accent", ["#FFD700", "#FFFFFF", "#8FD3E8"])
def test_light_colour_is_darkened_with_a_warning_that_names_both(tmp_path, accent):
    clinic = load_clinic(write_clinic(tmp_path, f"colors: {{accent: '{accent}'}}\n"))
    (note,) = clinic.notes
    assert contrast(clinic.accent) >= 4.5
    assert note.level == "warning"
    assert note.message == f"accent {accent} is too light for text on white; {clinic.accent.hex} is printed"
    assert (note.line, note.column) == (2, 18)


def test_dark_colour_is_kept_without_a_word(tmp_path):
    clinic = load_clinic(write_clinic(tmp_path, "colors: {accent: '#7A1F3D'}\n"))
    assert clinic.accent.hex == "#7A1F3D"
    assert clinic.notes == ()


@pytest.mark.parametrize(
    ("key", "written", "meaning"),
    [
        ("phone", "+44 (0)131 496-0142", "+44 (0)131 496-0142"),
        ("email", "hello@our-clinic.example", "hello@our-clinic.example"),
        ("email", "o'neill+physio@our.xn--p1ai", "o'neill+physio@our.xn--p1ai"),
        ("web", "our-clinic.example", "https://our-clinic.example"),
        ("booking", "https://our-clinic.example:8443/book?for=hip", "https://our-clinic.example:8443/book?for=hip"),
    ],
)
def test_contact_is_read(key, written, meaning):
    assert getattr(check_data({"name": "A", key: written}, Clinic, at), key) == meaning


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("phone", "call us"),
        ("phone", "12"),
        ("phone", "0131 496 0142 0131 496 0142"),
        ("phone", "tel:01314960142"),
        ("email", "hello@clinic"),
        ("email", "hello clinic@our.example"),
        ("email", "hello@our.example?cc=x@y.example"),
        ("email", ".hello@our.example"),
        ("email", "hello.@our.example"),
        ("email", "hel..lo@our.example"),
        ("email", "hello@-our.example"),
        ("email", "hello@our-.example"),
        ("email", "hello@our..example"),
        ("email", "hello@10.0.0.1"),
        ("email", f"{'a' * 65}@our.example"),
        ("email", f"hello@{'a' * 64}.example"),
        ("email", "héllo@our.example"),
        ("email", '"a b"@our.example'),
        ("email", "a@b@our.example"),
        ("web", "http://our-clinic.example"),
        ("web", "javascript:alert(1)"),
        ("web", "file:///etc/passwd"),
        ("web", "https://user:secret@our.example"),
        ("web", "our clinic.example"),
        ("web", "https://[our.example"),
        ("booking", "our.example/)>>"),
        ("booking", "localhost/book"),
    ],
)
def test_contact_that_cannot_be_a_safe_link_is_refused(key, written, faults_of):
    (line,) = faults_of(check_data, {"name": "A", key: written}, Clinic, at)
    assert line.startswith(f"{key}: ")
    assert "write" in line


GOOD = [
    "a@our.example",
    "o'neill+physio@our.example",
    "first.last@a-b.our.example",
    "#$&'*+/^_`{}~-@our.example",
    f"{'a' * 64}@our.example",
    f"a@{'b' * 63}.example",
    f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 52}.example",
    "a@b\u00fccher.example".encode("idna").decode(),
    "a@xn--strae-oqa.example",
    "a@our.xn--p1ai",
    "A@OUR.XN--P1AI",
]
BAD = {
    "no host": ["l%m@", "a@", "a", "a@.", "a@.example", "a@example", "a@our.example.", "@our.example", "", "a@@our.example"],
    "sent on to another": [
        "l%m@our.example",
        "l%our.example@other.example",
        "other.example!l@our.example",
        "a|b@our.example",
        "/a@our.example",
    ],
    "dots": [".a@our.example", "a.@our.example", "a..b@our.example", "a@our..example", ".@our.example"],
    "spaces": ["a b@our.example", "a@our .example", "a@ our.example", "a\t@our.example", "a@our\u200b.example", "a\u00a0b@our.example"],
    "too long": [f"{'a' * 65}@our.example", f"a@{'b' * 64}.example", f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 53}.example"],
    "hosts": ["a@-our.example", "a@our-.example", "a@o_r.example", "a@10.0.0.1", "a@[10.0.0.1]", "a@our.e1", "a@our.e", "a@our.example:25"],
    "other scripts": [
        "a@b\u00fccher.example",
        "\u00e9@our.example",
        "a@xn--9999999.example",
        "a@our.xn--",
        "a@xn--a-.example",
        "a@our.\u0440\u0444",
    ],
    "quoted or several": ['"a"@our.example', "a@our.example,b@our.example", "A <a@our.example>", "a(b)@our.example", "a@our.example?cc=b"],
    "read as another": ["=?utf-8?q?a?=@our.example", "a=b@our.example", "a?@our.example", "a\\b@our.example", "a;b@our.example"],
}


@pytest.mark.parametrize("address", GOOD)
def test_an_address_that_servers_take_is_read_as_it_is_written(address):
    assert check_data({"name": "Z", "email": address}, Patient, at).email == address


@pytest.mark.parametrize("address", [one for same in BAD.values() for one in same])
def test_an_address_that_no_server_takes_is_refused_when_it_is_read(address, faults_of):
    lines = "\n".join(faults_of(check_data, {"name": "Z", "email": address}, Patient, at))
    assert "write an address such as hello@clinic.example" in lines
    assert ("xn--bcher-kva.example" in lines) == (not address.rpartition("@")[2].isascii())


@pytest.mark.parametrize("zones", [{"fine_max": "6"}, {"ok_max": "2"}, {"fine_max": "4", "ok_max": "3"}])
def test_pain_zones_out_of_order_are_refused(zones, faults_of):
    (fault,) = faults_of(check_data, {"name": "A", "pain": zones}, Clinic, at)
    fine, okay = zones.get("fine_max", "3"), zones.get("ok_max", "5")
    assert f"ok_max ({okay}) is below fine_max ({fine}); write {fine} or more" in fault


@pytest.mark.parametrize("number", ["0", "3", "8"])
def test_a_clinic_may_call_no_pain_above_fine_ok(number):
    assert check_data({"name": "A", "pain": {"fine_max": number, "ok_max": number}}, Clinic, at).pain.ok_max == int(number)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing.png", "is not in the folder clinic; did you mean 'link.png'?"),
        ("LINK.png", "is not there, but 'link.png' is; write capitals and small letters as the file has them"),
        ("../outside.png", "lies outside the clinic's folder; copy it there"),
        ("/etc/passwd", "lies outside the clinic's folder; copy it there"),
        ("link.png", "lies outside the clinic's folder; copy it there"),
        ("folder.png", "is not a regular file"),
        ("pipe.png", "is not a regular file"),
        ("clinic.yaml", "is not a PNG or JPEG picture; open it and save it as a JPEG (a photo) or a PNG (a drawing)"),
    ],
)
def test_logo_that_cannot_be_used_is_named_with_its_line(tmp_path, name, reason, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outside.png").write_bytes(picture("PNG"))
    folder = write_clinic(tmp_path / "clinic", f"logo: {name}\n")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "folder.png").mkdir()
    os.mkfifo(folder / "pipe.png")
    assert faults_of(load_clinic, folder) == [f"clinic/clinic.yaml:2:7  logo '{name}' {reason}"]


def test_logo_beside_the_clinic_file_is_read(tmp_path):
    (tmp_path / "logo.jpg").write_bytes(picture("JPEG", (60, 20)))
    logo = load_clinic(write_clinic(tmp_path, "logo: logo.jpg\n")).logo
    assert (logo.width_px, logo.height_px) == (60, 20)


@pytest.mark.parametrize(
    ("mode", "color", "said"),
    [("RGBA", (255, 255, 255, 255), "is white or nearly so"), ("L", 244, "is white or nearly so"), ("L", 150, "")],
)
def test_a_logo_that_is_lost_on_paper_is_said(tmp_path, mode, color, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logo.png").write_bytes(picture("PNG", (60, 60), mode, color))
    notes = [str(note) for note in load_clinic(write_clinic(tmp_path, "logo: logo.png\n")).notes]
    cannot = "and cannot be seen on paper; use the one for light backgrounds"
    assert notes == ([f"clinic.yaml:2:7  logo 'logo.png' {said}, {cannot}"] if said else [])


def test_every_fault_of_a_clinic_file_is_named_at_once(tmp_path, faults_of, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_clinic(tmp_path, "colour: red\ncolors: {accent: red}\npaper: A5\npain: {fine_max: 9}\nphone: us\n")
    assert [line.split("  ")[0] for line in faults_of(load_clinic, tmp_path)] == [
        "clinic.yaml:2:1",
        "clinic.yaml:3:18",
        "clinic.yaml:4:8",
        "clinic.yaml:5:18",
        "clinic.yaml:6:8",
    ]
