"""One token, one use."""

import hashlib

from pengrade.lti import memory

# A nonce counts only together with its state, and a state is refused after ten minutes (states.LIFETIME).
# Six times that leaves no moment in which a used nonce is forgotten while its state still holds.
REMEMBERED_SECONDS = 3600


def consume(nonce: str) -> bool:
    """Whether this is the nonce's first use; of any number of simultaneous calls exactly one gets ``True``.

    Call it after the signature was checked: otherwise anybody could fill the memory, or burn a nonce not theirs.
    """
    digest = hashlib.sha256(nonce.encode()).hexdigest()
    return bool(memory.client().set(memory.key("nonce", digest), "used", nx=True, ex=REMEMBERED_SECONDS))
