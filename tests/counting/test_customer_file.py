"""The customer file that scale is measured with: whoever reads it finds as many customers as it says."""

import json

from dlp.cli import run
from tests.counting import customer_file


def test_a_scan_of_the_file_counts_its_customers_exactly(capsys, tmp_path):
    file = tmp_path / "customers.csv"
    persons = customer_file.write(file, 2_000)
    code = run(["scan", "--no-names", "--format", "jsonl", str(file)])
    incident, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert code == 1
    assert incident["persons"] == summary["summary"]["persons"] == persons == 1_400
    assert incident["entities"]["CN_MOBILE"] == 2_000


def test_values_of_different_customers_differ():
    customers = [customer_file.customer(number) for number in range(20_000)]
    for column in (1, 2, 3):
        assert len({customer[column] for customer in customers}) == len(customers)
