import unittest

from greeter import greet


class Greeting(unittest.TestCase):
    def test_names_the_caller(self):
        self.assertEqual("Hello, Ada!", greet("Ada", 0, ["Hello"]))

    def test_changes_with_the_hour(self):
        self.assertNotEqual(greet("Ada", 1, ["a", "b"]), greet("Ada", 23, ["a", "b"]))


if __name__ == "__main__":
    unittest.main()
