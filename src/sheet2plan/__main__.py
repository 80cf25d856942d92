"""`python -m sheet2plan`, for computers on which the command itself is not found."""

from sheet2plan.cli import main

if __name__ == "__main__":
    main(prog_name="sheet2plan")
