"""All benchmarks, one table after another; arguments are those of `tests.benchmarks.engine`."""

import sys

from tests.benchmarks import engine, fence_round_trip, submit_to_verdict


def main() -> None:
    print("The engine: how right, how fast, beside other graders\n")
    engine.main(sys.argv[1:])
    print("\nThe fence: what it costs\n")
    fence_round_trip.main()
    print("\nThe whole stack: from pressing Submit to the verdict\n")
    submit_to_verdict.main()


if __name__ == "__main__":
    main()
