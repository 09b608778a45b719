from fastapi import APIRouter

from quality_award.access.http import TransactionalRoute

router = APIRouter(route_class=TransactionalRoute)
