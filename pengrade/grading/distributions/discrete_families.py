"""Laws of counts, of states and of shares.

Sources: Bishop, Pattern Recognition and Machine Learning, appendix B; Johnson, Kemp and Kotz, Univariate Discrete
Distributions. A geometric count is of trials up to the first success or of failures before it, which have two entries.
"""

from pengrade.grading.distributions.family import Family, names, plain

SUCCESS = plain("p", "probability", "probability", "prob p theta pi q success successprobability probs mu")
GEOMETRIC = "Geometric Geom Geo"
NEGATIVE = "NegativeBinomial NegBinomial NegBin NB NegBinom NBin Pascal"

DISCRETE = (
    Family(
        "bernoulli",
        "Bernoulli",
        "\\operatorname{Bernoulli}",
        (SUCCESS,),
        "p^x (1 - p)^(1 - x)",
        "0",
        "1",
        discrete=True,
        spellings=names("Bernoulli Ber Bern"),
        parents=(("binomial", ("1", "p")),),
    ),
    Family(
        "binomial",
        "binomial",
        "\\operatorname{Binomial}",
        (plain("n", "count", "trials", "size number totalcount N"), SUCCESS),
        "binomial(n, x) p^x (1 - p)^(n - x)",
        "0",
        "n",
        discrete=True,
        spellings=names("Binomial Bin Binom Bi"),
        parents=(("multinomial", ("n", "[p, 1 - p]")),),
    ),
    Family(
        "categorical",
        "categorical",
        "\\operatorname{Categorical}",
        (plain("p", "simplex", "probabilities", "probs probability pi theta weights"),),
        discrete=True,
        is_vector=True,
        spellings=names("Categorical Cat Discrete Multinoulli"),
        parents=(("multinomial", ("1", "p")),),
    ),
    Family(
        "multinomial",
        "multinomial",
        "\\operatorname{Multinomial}",
        (
            plain("n", "count", "trials", "size number totalcount N"),
            plain("p", "simplex", "probabilities", "probs probability pi theta"),
        ),
        discrete=True,
        is_vector=True,
        spellings=names("Multinomial Mult Multinom Multi"),
    ),
    Family(
        "poisson",
        "Poisson",
        "\\operatorname{Poisson}",
        (plain("l", "positive", "rate", "lambda mean mu intensity"),),
        "l^x exp(-l)/x!",
        "0",
        discrete=True,
        spellings=names("Poisson Pois Poi Po"),
    ),
    Family(
        "geometric",
        "geometric on 1, 2, 3, and so on,",
        "\\operatorname{Geometric}",
        (SUCCESS,),
        "p (1 - p)^(x - 1)",
        "1",
        discrete=True,
        spellings=names(GEOMETRIC),
        parents=(("negative-binomial-trials", ("1", "p")),),
        start=1,
    ),
    Family(
        "geometric-from-zero",
        "geometric on 0, 1, 2, and so on,",
        "\\operatorname{Geometric}",
        (SUCCESS,),
        "p (1 - p)^x",
        "0",
        discrete=True,
        parents=(("negative-binomial", ("1", "p")),),
        start=0,
    ),
    Family(
        "negative-binomial",
        "negative binomial, counting failures,",
        "\\operatorname{NegativeBinomial}",
        (plain("r", "positive", "successes", "r n size number totalcount k"), SUCCESS),
        "gamma(x + r)/(gamma(r) x!) p^r (1 - p)^x",
        "0",
        discrete=True,
        spellings=names(NEGATIVE),
        start=0,
    ),
    Family(
        "negative-binomial-trials",
        "negative binomial, counting trials,",
        "\\operatorname{NegativeBinomial}",
        (plain("r", "count", "successes", "r n size number totalcount k"), SUCCESS),
        "binomial(x - 1, r - 1) p^r (1 - p)^(x - r)",
        "r",
        discrete=True,
        start=1,
    ),
    Family(
        "discrete-uniform",
        "discrete uniform",
        "\\operatorname{DiscreteUniform}",
        (
            plain("a", "whole", "lower", "low min minimum from"),
            plain("b", "whole", "upper", "high max maximum to"),
        ),
        "1/(b - a + 1)",
        "a",
        "b",
        discrete=True,
        ordered=("a", "b"),
        spellings=names("DiscreteUniform UniformDiscrete DUnif DiscreteUnif UnifDiscrete DU RandInt"),
    ),
    Family(
        "dirichlet",
        "Dirichlet",
        "\\operatorname{Dirichlet}",
        (plain("a", "concentrations", "concentration", "alpha concentrations"),),
        is_vector=True,
        spellings=names("Dirichlet Dir Diri"),
    ),
    Family(
        "point-mass",
        "point mass",
        "\\delta",
        (plain("a", "location", "point", "location loc at value x0"),),
        discrete=True,
        spellings=names("delta Dirac PointMass Degenerate Deterministic DiracDelta"),
    ),
    # Too general to be typed; what several families have in common.
)
