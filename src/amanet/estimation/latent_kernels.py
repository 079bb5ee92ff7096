"""The inner loops of the latent class sampler, compiled by numba: one Gibbs sweep, label swaps, one collapsed trajectory.

Imported when a chain is about to run, never before. Equations: docs/methods/estimation.md, section 4; Manrique-Vallier 2016 for the
model. Between two sweeps the state is the parameters alone (λ, V, α): who belongs to which class, and how many there are that no list
has, is drawn anew from them at the start of each sweep, so whatever moved them in between needs no repair.

Everything small is kept as a logarithm: a class that nobody needs has weight e^−5000 under a small α, and its gamma variates
are drawn as logarithms too (log G(s) = log G(s+1) + log(U)/s).

Shapes: patterns `members` (M × J, 0/1) and `counts` (M); `logit` (J × K), `stick` and `rest` (K − 1: log V and log(1 − V)).
`prior` = (λ's a, λ's b, α's shape, α's rate, N's shape c, N's thinning q): p(N) ∝ Γ(N+c)/Γ(N+1) q^N; c = 0, q = 1 is 1/N.
"""

import math
from typing import Any

import numpy as np
from numba import njit

__all__ = ["TRACE", "log_density", "run"]

# What is written down of a sweep: n0, log α, the collapsed log density of the data, classes in use.
TRACE = 4
_TRIES = 64
_SWAPS = 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _log_gamma_variate(shape: float, rng: Any) -> float:
    if shape < 1.0:
        return math.log(rng.standard_gamma(shape + 1.0)) + math.log(1.0 - rng.random()) / shape
    return math.log(rng.standard_gamma(shape))


@njit(cache=True, nogil=True, error_model="numpy")
def _log_add(a: float, b: float) -> float:
    low, high = (a, b) if a < b else (b, a)
    return high + math.log1p(math.exp(low - high))


@njit(cache=True, nogil=True, error_model="numpy")
def _log_weights(stick: Any, rest: Any, into: Any) -> None:
    """log ν from log V and log(1 − V)."""
    left = 0.0
    for k in range(stick.size):
        into[k] = left + stick[k]
        left += rest[k]
    into[stick.size] = left


@njit(cache=True, nogil=True, error_model="numpy")
def _cells(members: Any, logit: Any, log_weight: Any, odds: Any, joint: Any) -> float:
    """joint[m, k] = ν_k P(pattern m | class k), and in the last row that of the empty pattern. Gives p0."""
    patterns, lists = members.shape
    classes = log_weight.size
    for k in range(classes):
        joint[patterns, k] = log_weight[k]
    for j in range(lists):
        for k in range(classes):
            odds[j, k] = math.exp(logit[j, k])
            # log(1 − λ), exact where λ is close to one
            joint[patterns, k] -= math.log1p(odds[j, k])
    p0 = 0.0
    for k in range(classes):
        joint[patterns, k] = math.exp(joint[patterns, k])
        p0 += joint[patterns, k]
    for m in range(patterns):
        for k in range(classes):
            joint[m, k] = joint[patterns, k]
        for j in range(lists):
            if members[m, j]:
                for k in range(classes):
                    joint[m, k] *= odds[j, k]
    return p0


@njit(cache=True, nogil=True, error_model="numpy")
def _binomial(count: int, share: float, rng: Any) -> int:
    """Small means by inversion: for most classes of most patterns one uniform number below 1 − np says "nobody" without a power."""
    if share > 0.5:
        return count - _binomial_below_half(count, 1.0 - share, rng)
    return int(_binomial_below_half(count, share, rng))


@njit(cache=True, nogil=True, error_model="numpy")
def _binomial_below_half(count: int, share: float, rng: Any) -> int:
    mean = count * share
    if mean > 12.0:
        return int(rng.binomial(count, share))
    left = rng.random()
    if left < 1.0 - mean:
        return 0
    mass = math.exp(count * math.log1p(-share))
    drawn = 0
    while left > mass and drawn < count:
        left -= mass
        drawn += 1
        mass *= (count - drawn + 1) * share / (drawn * (1.0 - share))
    return drawn


@njit(cache=True, nogil=True, error_model="numpy")
def _deal(count: int, joint: Any, into: Any, rng: Any) -> None:
    """Adds a multinomial draw: `count` people among the classes."""
    total = 0.0
    for k in range(joint.size):
        total += joint[k]
    left = count
    for k in range(joint.size - 1):
        if left == 0:
            return
        share = joint[k] / total if total > 0.0 else 0.0
        drawn = left if share >= 1.0 else _binomial(left, share, rng)
        into[k] += drawn
        left -= drawn
        total -= joint[k]
    into[joint.size - 1] += left


@njit(cache=True, nogil=True, error_model="numpy")
def _unseen(seen: int, p0: float, prior: Any, cap: int, rng: Any) -> int:
    """n0 given the parameters: negative binomial, cut at the cap. Where p0 lies far above what the cap allows, −1: the caller stays
    where it was (how often that is tried does not depend on where the chain is, so the target stays what it is).
    """
    chance = min(prior[5] * p0, 1.0 - 1e-12)
    for _ in range(_TRIES):
        rate = rng.standard_gamma(seen + prior[4]) * chance / (1.0 - chance)
        if rate < 2.0 * cap + 100.0:
            drawn = rng.poisson(rate)
            if drawn <= cap:
                return int(drawn)
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_parameters(
    inside: Any, size: Any, logit: Any, stick: Any, rest: Any, alpha: float, prior: Any, rng: Any
) -> None:
    lists, classes = logit.shape
    for j in range(lists):
        for k in range(classes):
            logit[j, k] = _log_gamma_variate(prior[0] + inside[j, k], rng) - _log_gamma_variate(
                prior[1] + size[k] - inside[j, k], rng
            )
    above = 0.0
    for k in range(classes - 2, -1, -1):
        above += size[k + 1]
        first = _log_gamma_variate(1.0 + size[k], rng)
        second = _log_gamma_variate(alpha + above, rng)
        both = _log_add(first, second)
        stick[k], rest[k] = first - both, second - both


@njit(cache=True, nogil=True, error_model="numpy")
def _swap_density(log_weight: Any, shape: float, rate: float) -> float:
    """log g(ν): the density of the weights with α integrated out."""
    last = log_weight.size - 1
    tail = log_weight[last]
    value = -log_weight[last] - (shape + last) * math.log(rate - log_weight[last])
    for k in range(last - 1, 0, -1):
        tail = _log_add(tail, log_weight[k])
        value -= tail
    return float(value)


@njit(cache=True, nogil=True, error_model="numpy")
def _swap(logit: Any, stick: Any, rest: Any, log_weight: Any, prior: Any, rng: Any) -> float:
    """Label swaps, about one for each class, with α integrated out; then a new α, which is given back."""
    lists, classes = logit.shape
    _log_weights(stick, rest, log_weight)
    here = _swap_density(log_weight, prior[2], prior[3])
    for _ in range(int(_SWAPS * classes)):
        i, other = int(rng.random() * classes), int(rng.random() * classes)
        if i == other:
            continue
        log_weight[i], log_weight[other] = log_weight[other], log_weight[i]
        there = _swap_density(log_weight, prior[2], prior[3])
        if math.log(1.0 - rng.random()) < there - here:
            here = there
            for j in range(lists):
                logit[j, i], logit[j, other] = logit[j, other], logit[j, i]
        else:
            log_weight[i], log_weight[other] = log_weight[other], log_weight[i]
    tail = log_weight[classes - 1]
    for k in range(classes - 2, -1, -1):
        whole = _log_add(tail, log_weight[k])
        stick[k], rest[k] = log_weight[k] - whole, tail - whole
        tail = whole
    return _draw_alpha(rest, prior, rng)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_alpha(rest: Any, prior: Any, rng: Any) -> float:
    last = 0.0
    for k in range(rest.size):
        last += rest[k]
    return float(rng.standard_gamma(prior[2] + rest.size) / (prior[3] - last))


@njit(cache=True, nogil=True, error_model="numpy")
def log_density(
    place: Any, members: Any, counts: Any, prior: Any, work: Any, odds: Any, joint: Any, slope: Any
) -> float:
    """The collapsed log density at `place` = (logit λ by list and class, log w, log α), and its gradient in `slope`.

    Without the factor P(n0 ≤ cap): `_trajectory` draws n0 beside and refuses what lies above, which is the same.
    """
    patterns, lists = members.shape
    classes = joint.shape[1]
    sticks = lists * classes
    logit = place[:sticks].reshape(lists, classes)
    log_alpha = place[sticks + classes - 1]
    alpha = math.exp(log_alpha)
    log_weight, pull = work[0], work[1]
    value = prior[2] * log_alpha - prior[3] * alpha
    left = 0.0
    for k in range(classes - 1):
        broken = math.exp(place[sticks + k] - log_alpha)
        log_weight[k] = left + math.log(-math.expm1(-broken))
        left -= broken
        value += place[sticks + k] - math.exp(place[sticks + k])
    log_weight[classes - 1] = left
    p0 = _cells(members, logit, log_weight, odds, joint)
    # log(1 − q p0) by the seen patterns where all of them are there would lose nothing; p0 is far enough from one.
    missing = 1.0 - prior[5] * p0
    if not missing > 1e-13:
        return -np.inf
    seen = 0
    for k in range(classes):
        pull[k] = 0.0
    for i in range(slope.size):
        slope[i] = 0.0
    for m in range(patterns):
        seen += counts[m]
        total = 0.0
        for k in range(classes):
            total += joint[m, k]
        if not total > 0.0:
            return -np.inf
        value += counts[m] * math.log(total)
        scale = counts[m] / total
        for k in range(classes):
            joint[m, k] *= scale
            pull[k] += joint[m, k]
        for j in range(lists):
            if members[m, j]:
                for k in range(classes):
                    slope[j * classes + k] += joint[m, k]
    shape = seen + prior[4]
    value -= shape * math.log(missing)
    for k in range(classes):
        pull[k] += shape * prior[5] / missing * joint[patterns, k]
    for j in range(lists):
        for k in range(classes):
            chance = odds[j, k] / (1.0 + odds[j, k])
            grown = math.log1p(odds[j, k])
            value += prior[0] * (logit[j, k] - grown) - prior[1] * grown
            slope[j * classes + k] += prior[0] - chance * (pull[k] + prior[0] + prior[1])
    above = 0.0
    on_alpha = 0.0
    for k in range(classes - 2, -1, -1):
        above += pull[k + 1]
        broken = math.exp(place[sticks + k] - log_alpha)
        # x / (e^x − 1), which is one where x vanishes
        eased = broken / math.expm1(broken) if broken > 1e-12 else 1.0
        moved = pull[k] * eased - above * broken
        slope[sticks + k] = moved + 1.0 - math.exp(place[sticks + k])
        on_alpha -= moved
    slope[sticks + classes - 1] = on_alpha + prior[2] - prior[3] * alpha
    return float(value)


@njit(cache=True, nogil=True, error_model="numpy")
def _trajectory(
    place: Any, here: float, slope: Any, step: float, steps: int, scale: Any, buffers: Any,
    members: Any, counts: Any, prior: Any, work: Any, odds: Any, joint: Any, rng: Any,
) -> tuple[float, float]:  # fmt: skip
    """Leapfrog from `place` (log density `here`, gradient in `slope`). Leaves the end in buffers[0]; gives its log density and
    the change of energy (−inf where it ran away).
    """
    end, speed, tilt = buffers[0], buffers[1], buffers[2]
    energy = here
    for i in range(place.size):
        end[i], tilt[i] = place[i], slope[i]
        speed[i] = rng.standard_normal()
        energy -= 0.5 * speed[i] * speed[i]
    there = here
    for _ in range(steps):
        for i in range(place.size):
            speed[i] += 0.5 * step * scale[i] * tilt[i]
            end[i] += step * scale[i] * speed[i]
        there = log_density(end, members, counts, prior, work, odds, joint, tilt)
        if not there > -1e300:
            return there, -np.inf
        for i in range(place.size):
            speed[i] += 0.5 * step * scale[i] * tilt[i]
    change = there - energy
    for i in range(place.size):
        change -= 0.5 * speed[i] * speed[i]
    return there, change


@njit(cache=True, nogil=True, error_model="numpy")
def run(
    members: Any, counts: Any, prior: Any, cap: int, sweeps: int, every: int, steps: int, warming: bool,
    logit: Any, stick: Any, rest: Any, tuning: Any, scale: Any, moments: Any, trace: Any, rng: Any,
) -> None:  # fmt: skip
    """`sweeps` sweeps of one chain from and into (logit, stick, rest, tuning[0] = α), with a trajectory of 1 to 2·steps − 1 steps and
    one row of `trace` after each `every` of them.

    While `warming`, the step follows dual averaging to an acceptance of 0.8 (tuning[1:6]: log step, its mean, error, count, centre), and
    `moments` (3 × D: count, mean, sum of squares) gathers how far the coordinates go. tuning[6:8]: trajectories begun and accepted;
    tuning[8]: the last n0.
    """
    patterns, lists = members.shape
    classes = logit.shape[1]
    size, inside = np.zeros(classes), np.zeros((lists, classes))
    dealt = np.zeros(classes, np.int64)
    work, odds = np.zeros((2, classes)), np.zeros((lists, classes))
    joint = np.zeros((patterns + 1, classes))
    sticks = lists * classes
    place, slope = np.zeros(sticks + classes), np.zeros(sticks + classes)
    buffers = np.zeros((3, sticks + classes))
    log_weight = work[0]
    seen = 0
    for m in range(patterns):
        seen += counts[m]
    alpha = tuning[0]
    last_unseen = int(tuning[8])
    for sweep in range(sweeps):
        _log_weights(stick, rest, log_weight)
        p0 = _cells(members, logit, log_weight, odds, joint)
        unseen = _unseen(seen, p0, prior, cap, rng)
        if unseen < 0:
            unseen = last_unseen
        last_unseen = unseen
        size[:] = 0.0
        inside[:] = 0.0
        for m in range(patterns + 1):
            dealt[:] = 0
            _deal(counts[m] if m < patterns else unseen, joint[m], dealt, rng)
            for k in range(classes):
                size[k] += dealt[k]
            if m < patterns:
                for j in range(lists):
                    if members[m, j]:
                        for k in range(classes):
                            inside[j, k] += dealt[k]
        _draw_parameters(inside, size, logit, stick, rest, alpha, prior, rng)
        alpha = _swap(logit, stick, rest, log_weight, prior, rng)
        if sweep % every != every - 1:
            continue
        used = 0
        for k in range(classes):
            if size[k] > 0.0:
                used += 1
        for j in range(lists):
            for k in range(classes):
                place[j * classes + k] = logit[j, k]
        for k in range(classes - 1):
            place[sticks + k] = math.log(min(max(-alpha * rest[k], 1e-300), 1e300))
        place[sticks + classes - 1] = math.log(alpha)
        here = log_density(place, members, counts, prior, work, odds, joint, slope)
        row = sweep // every
        trace[row, 0], trace[row, 1], trace[row, 3] = unseen, math.log(alpha), used
        trace[row, 2] = here
        if steps == 0:
            continue
        count = 1 + int(rng.random() * (2 * steps - 1))
        _, change = _trajectory(
            place, here, slope, math.exp(tuning[1]), count, scale, buffers,
            members, counts, prior, work, odds, joint, rng,
        )  # fmt: skip
        tuning[6] += 1.0
        # n0 is drawn beside the new parameters: refusing what lies above the cap is the factor P(n0 ≤ cap).
        accepted = False
        if math.log(1.0 - rng.random()) < change:
            p0 = 0.0
            for k in range(classes):
                p0 += joint[patterns, k]
            chance = min(prior[5] * p0, 1.0 - 1e-12)
            rate = rng.standard_gamma(seen + prior[4]) * chance / (1.0 - chance)
            if rate < 2.0 * cap + 100.0:
                drawn = rng.poisson(rate)
                accepted = drawn <= cap
                if accepted:
                    last_unseen = drawn
        if accepted:
            tuning[7] += 1.0
            for i in range(place.size):
                place[i] = buffers[0, i]
            alpha = math.exp(place[sticks + classes - 1])
            for j in range(lists):
                for k in range(classes):
                    logit[j, k] = place[j * classes + k]
            for k in range(classes - 1):
                broken = math.exp(place[sticks + k]) / alpha
                rest[k] = -broken
                stick[k] = math.log(-math.expm1(-broken))
        if warming:
            rate = math.exp(min(change, 0.0)) if change > -1e300 else 0.0
            tuning[4] += 1.0
            weight = 1.0 / (tuning[4] + 10.0)
            tuning[3] = (1.0 - weight) * tuning[3] + weight * (0.8 - rate)
            tuning[1] = tuning[5] - math.sqrt(tuning[4]) / 0.05 * tuning[3]
            part = tuning[4] ** -0.75
            tuning[2] = part * tuning[1] + (1.0 - part) * tuning[2]
            moments[0] += 1.0
            for i in range(place.size):
                off = min(max(place[i], -50.0), 50.0) - moments[1, i]
                moments[1, i] += off / moments[0, i]
                moments[2, i] += off * (min(max(place[i], -50.0), 50.0) - moments[1, i])
    tuning[0] = alpha
    tuning[8] = last_unseen
