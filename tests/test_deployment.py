"""What a machine makes for itself."""

import stat
from pathlib import Path

import redis

from pengrade.deployment import embedded_redis_socket, secret_key


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "var")

    assert secret_key(tmp_path / "var") == first
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600


def test_a_deep_folder_moves_the_socket_where_its_path_is_short_enough(tmp_path: Path) -> None:
    shallow, deep = Path("/srv/var"), Path("/srv") / ("x" * 120)

    assert embedded_redis_socket(shallow) == Path("/srv/var/redis.sock")
    assert len(str(embedded_redis_socket(deep))) < 100
    assert embedded_redis_socket(deep) == embedded_redis_socket(deep)


def test_the_embedded_server_answers(redis_server: str) -> None:
    with redis.Redis.from_url(redis_server) as connection:
        assert connection.ping()
