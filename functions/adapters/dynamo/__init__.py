"""One DynamoDB table behind the ports: ``keys`` names every row, ``rows`` turns values into rows,
``table`` speaks to AWS."""
