"""From a person to a placement: requests, suggestions, holds, answers, placements."""
