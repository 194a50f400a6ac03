"""Which other machines the desk may call."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from deskhand.rules.outbound import LONGEST_URL, flaw_in_address, flaw_in_addresses, flaw_in_url, is_public, target_of

PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"]
INSIDE = [
    "127.0.0.1", "127.8.9.1", "10.0.0.7", "172.16.3.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 (nothing is bound)
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.7", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1",
    "fec0::1", "ff02::1", "::ffff:10.0.0.7", "::ffff:169.254.169.254", "64:ff9b::a00:7", "2002:7f00:1::",
    "2002:a9fe:a9fe::1", "2001:db8::1", "::7f00:1",
]  # fmt: skip
TEN = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called_by_https_alone(address: str) -> None:
    assert is_public(ip_address(address))
    assert flaw_in_address(ip_address(address), scheme="https", allowed=()) is None
    assert "https://" in str(flaw_in_address(ip_address(address), scheme="http", allowed=TEN))


@pytest.mark.parametrize("address", INSIDE)
def test_private_addresses_are_refused_however_they_are_written(address: str) -> None:
    assert not is_public(ip_address(address))
    assert "OUTBOUND_ALLOW" in str(flaw_in_address(ip_address(address), scheme="https", allowed=()))


@pytest.mark.parametrize("address", ["10.0.0.7", "::ffff:10.0.0.7", "fd00::7"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_listed_networks_may_be_called_also_unencrypted(address: str, scheme: str) -> None:
    assert flaw_in_address(ip_address(address), scheme=scheme, allowed=TEN) is None
    assert flaw_in_address(ip_address("192.168.1.1"), scheme=scheme, allowed=TEN) is not None


def test_a_name_that_leads_to_one_private_address_is_refused_whatever_else_it_leads_to() -> None:
    both = [ip_address("1.1.1.1"), ip_address("10.0.0.7")]
    assert "10.0.0.7" in str(flaw_in_addresses(both, scheme="https", allowed=()))
    assert flaw_in_addresses(both, scheme="https", allowed=TEN) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/", "https://", "https:///x", "https://example.com:0/", "https://a b/",
        "https://user:secret@example.com/", "https://example.com/#part", "https://example.com:99999/", "https://[::1/",
        "https://exämple.com/", "https://example.com/\r\nX: y", "\thttps://example.com/", "https://example.com\\@evil/",
        "javascript:alert(1)", "https://example.com/\x00", "//example.com/",
        "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/", "https://./",
        "https://a..b/", "https://.a/", "https://a../", "https://-a.example/", "https://a-.example/", "https://a*b/",
        f"https://{'a' * 64}.example/", f"https://{'a.' * 127}example/",
        "https://" + "a" * LONGEST_URL,
    ],
)  # fmt: skip
def test_what_is_no_address_to_call_is_refused(url: str) -> None:
    assert flaw_in_url(url, allowed=TEN) is not None


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]:8443/x", "https://169.254.169.254/latest"])
def test_private_addresses_are_refused_as_they_are_written(url: str) -> None:
    assert "not a public address" in str(flaw_in_url(url, allowed=()))


@pytest.mark.parametrize("host", ["a", "A-1.Example.", "my_hook.example", "xn--exmple-cua.com", "a" * 63 + ".example"])
def test_names_that_can_exist_are_called(host: str) -> None:
    assert flaw_in_url(f"https://{host}/", allowed=()) is None


def test_http_is_for_listed_networks() -> None:
    assert "https://" in str(flaw_in_url("http://example.com/", allowed=()))
    assert flaw_in_url("http://hooks.inside.example/", allowed=TEN) is None
    assert flaw_in_url("http://10.1.2.3:8080/a?b=c", allowed=TEN) is None
    assert "https://" in str(flaw_in_url("http://1.1.1.1/", allowed=TEN))


def test_a_target_names_what_is_asked_for_and_of_whom() -> None:
    target = target_of("https://Example.com:8443/a/b?c=d")
    assert target is not None
    assert (target.host, target.port, target.path, target.authority) == (
        "example.com", 8443, "/a/b?c=d", "example.com:8443"
    )  # fmt: skip
    assert target.place(ip_address("2606::1")) == "[2606::1]:8443"
    plain = target_of("https://example.com")
    assert plain is not None
    assert (plain.authority, plain.path) == ("example.com", "/")
