"""The runner's worker and the web look for the bundled Valkey at the same socket."""

from pathlib import Path

from runner.protocol import broker_socket


def test_it_is_in_the_data_folder() -> None:
    assert broker_socket(Path("/srv/descent/var")) == Path("/srv/descent/var/valkey.sock")


def test_a_deep_folder_gets_a_short_path_of_its_own() -> None:
    deep, other = Path("/srv", "a" * 100, "var"), Path("/srv", "b" * 100, "var")
    assert len(str(broker_socket(deep))) < 100
    assert broker_socket(deep) == broker_socket(deep)
    assert broker_socket(deep) != broker_socket(other)
