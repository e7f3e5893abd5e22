import doctest
import io
import unittest


def double(x):
    """Twice as much.

    >>> double(2)
    4
    """
    return 2 * x


class TestDouble(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(3), 6)


def own_tests():
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestDouble)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    return result.testsRun, len(result.failures), doctest.run_docstring_examples(double, {"double": double})


if __name__ == "__main__":
    raise SystemExit("a cell imports it, so this never runs")
